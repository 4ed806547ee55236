import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { LOCAL_TENANT } from '../../../docs/copied-example.ts';

const run = promisify(execFile);

describe('the command `pair`', function () {
    this.timeout(120_000);

    it('leaves the settings of somebody else as they are', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'pair-'));
        try {
            const file = join(folder, '.env');
            await writeFile(file, 'AUTH0_SOURCE_CLIENT_SECRET=precious\n');
            await assert.rejects(
                run(process.execPath, [LOCAL_TENANT, 'pair', '--env', file]),
                ({ stderr }: { stderr: string }) => {
                    assert.match(stderr, /has other settings, and was left as it is/);
                    assert.ok(!stderr.includes('precious'));
                    return true;
                },
            );
            assert.equal(await readFile(file, 'utf8'), 'AUTH0_SOURCE_CLIENT_SECRET=precious\n');
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    });

    it('says at once that there is no folder for its settings', async () => {
        await assert.rejects(
            run(process.execPath, [LOCAL_TENANT, 'pair', '--env', 'none/.env']),
            ({ stderr }: { stderr: string }) => {
                assert.match(
                    stderr,
                    /^Expected the folder of none\/\.env to be one that can be written to\. See --help\.$/m,
                );
                return true;
            },
        );
    });

    it('prints settings with which a client of each tenant gets a token', async () => {
        const child = spawn(process.execPath, [LOCAL_TENANT, 'pair'], { stdio: ['ignore', 'pipe', 'inherit'] });
        try {
            const settings: Record<string, string> = {};
            for await (const line of createInterface(child.stdout)) {
                const [, name, value] = /^ {4}export (\w+)=(.+)$/.exec(line) ?? [];
                if (name !== undefined && value !== undefined) settings[name] = value;
                if (name === 'SSL_CERT_FILE') break;
            }
            for (const name of ['SOURCE', 'TARGET']) {
                const of = (setting: string): string => settings[`AUTH0_${name}_${setting}`] ?? '';
                const body = `grant_type=client_credentials&client_id=${of('CLIENT_ID')}&client_secret=${of('CLIENT_SECRET')}&audience=https://${of('DOMAIN')}/api/v2/`;
                const program = `const answer = await fetch('https://${of('DOMAIN')}/oauth/token', { method: 'POST', body: new URLSearchParams('${body}') }); console.log(answer.status);`;
                const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
                    env: { ...process.env, NODE_EXTRA_CA_CERTS: settings['NODE_EXTRA_CA_CERTS'] },
                });
                assert.equal(stdout.trim(), '200', name);
            }
        } finally {
            const ended = once(child, 'exit');
            child.kill('SIGTERM');
            const [code] = (await ended) as [number | null];
            assert.equal(code, 0);
        }
    });
});
