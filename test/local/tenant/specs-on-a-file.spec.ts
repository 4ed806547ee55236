import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
// Those that write users; `TENANT_STORE=file npm test` runs all of them so.
const SPECS = ['users', 'links', 'roles', 'import-jobs', 'export-jobs'];

describe('local tenant, kept in a file as in memory', function () {
    this.timeout(300_000);

    it('passes the same specs, and shows the same after each when it is killed and started again', async () => {
        const child = spawn(
            process.execPath,
            [
                join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'),
                '--no-config',
                '--timeout=20000',
                '--reporter=dot',
                '--exit',
                ...SPECS.map((name) => join('test', 'local', 'tenant', `${name}.spec.ts`)),
            ],
            { cwd: ROOT, env: { ...process.env, TENANT_STORE: 'file' }, stdio: ['ignore', 'pipe', 'pipe'] },
        );
        let output = '';
        for (const stream of [child.stdout, child.stderr])
            stream.on('data', (chunk: Buffer) => {
                output += chunk.toString();
            });
        const [code] = (await once(child, 'close')) as [number | null];
        assert.equal(code, 0, output);
        assert.match(output, /\d+ passing/);
    });
});
