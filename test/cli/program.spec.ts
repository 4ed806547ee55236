import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLI } from '../docs/copied-example.ts';
import { REPOSITORY } from '../docs/markdown.ts';

const run = promisify(execFile);

describe('the program', function () {
    this.timeout(120_000);

    it('prints its version', async () => {
        const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
        const { stdout } = await run(process.execPath, [CLI, '--version']);
        assert.equal(stdout, `${version}\n`);
    });

    it('gives an option to the command that it follows, though `tenant` has one of the same name', async () => {
        await assert.rejects(run(process.execPath, [CLI, 'tenant', 'pair', '--seed', '/no/such/file']), {
            code: 1,
            stderr: /Seed file, path: the file can't be read \(ENOENT\)/,
        });
        await assert.rejects(run(process.execPath, [CLI, 'tenant', 'show', 'localhost:1', '--json', '--port', '0']), {
            stderr: /SETTING_INVALID: Unknown option `--port`/,
        });
    });
});
