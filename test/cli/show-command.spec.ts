import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseArtifactKey } from '../../migrator/run-store/folder/artifact-key.ts';
import { openFolderArtifacts } from '../../migrator/run-store/folder/folder-artifacts.ts';
import { sealArtifacts } from '../../migrator/run-store/folder/sealed-artifacts.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');

describe('the command show', () => {
    let folder: string;
    const key = randomBytes(32).toString('base64');
    const show = (name: string) =>
        promisify(execFile)(process.execPath, [MAIN, 'show', folder, name], {
            env: { ...process.env, AUTH0_USER_MIGRATION_KEY: key },
        });
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'show-test-'));
        const artifacts = sealArtifacts(openFolderArtifacts(folder), parseArtifactKey(key));
        for (const pass of [2, 10]) {
            const line = JSON.stringify({ sourceUserId: 'auth0|1', email: `pass-${pass}@example.com` });
            await artifacts.write(`pass-${pass}-ghosts.ndjson`, [Buffer.from(`${line}\n`)]);
        }
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('prints the list of the newest pass, which nobody can read without the key', async () => {
        assert.equal((await readFile(join(folder, 'pass-10-ghosts.ndjson'), 'latin1')).includes('example.com'), false);
        const { stdout } = await show('ghosts');
        assert.deepEqual(JSON.parse(stdout), { sourceUserId: 'auth0|1', email: 'pass-10@example.com' });
    });

    it('says which files there are when it is asked for another', async () => {
        await assert.rejects(
            show('nothing'),
            /has no file nothing\. Its files: pass-10-ghosts\.ndjson, pass-2-ghosts\.ndjson/,
        );
    });
});
