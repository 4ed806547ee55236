import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Artifacts } from '../../../../migrator/run-store/artifacts.ts';
import { parseArtifactKey } from '../../../../migrator/run-store/folder/artifact-key.ts';
import { openFolderArtifacts } from '../../../../migrator/run-store/folder/folder-artifacts.ts';
import { sealArtifacts } from '../../../../migrator/run-store/folder/sealed-artifacts.ts';
import { SEALED_CHUNK_BYTES } from '../../../../migrator/run-store/folder/sealed-chunks.ts';
import { artifactsContract } from '../../../contract/artifacts-contract.ts';

const key = randomBytes(32);

async function createWorld(wrap: (folder: Artifacts) => Artifacts) {
    const folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
    return {
        open: () => Promise.resolve(wrap(openFolderArtifacts(folder))),
        // The kernel's own full disk, where the file is written before it gets its name.
        fillDisk: (name: string) => symlink('/dev/full', join(folder, `${name}.partial`)),
        cleanUp: () => rm(folder, { recursive: true, force: true }),
    };
}

artifactsContract('a folder', () => createWorld((folder) => folder));
artifactsContract('an encrypted folder', () => createWorld((folder) => sealArtifacts(folder, key)));

describe('artifacts in a folder', () => {
    let path: string;
    let folder: Artifacts;
    beforeEach(async () => {
        path = await mkdtemp(join(tmpdir(), 'artifacts-'));
        folder = openFolderArtifacts(path);
    });
    afterEach(() => rm(path, { recursive: true, force: true }));

    const secret = Buffer.from('{"email":"marked@example.com"}\n'.repeat(10_000));

    it('are for their owner alone', async () => {
        await folder.write('a.ndjson', [secret]);
        assert.equal((await stat(join(path, 'a.ndjson'))).mode & 0o777, 0o600);
    });

    it('hold nothing that can be read where there is a key, but for the report', async () => {
        const sealed = sealArtifacts(folder, key);
        await sealed.write('a.ndjson', [secret]);
        await sealed.write('report.json', [Buffer.from('{"imported":3}')]);
        assert.equal((await readFile(join(path, 'a.ndjson'))).includes('marked'), false);
        assert.equal(await readFile(join(path, 'report.json'), 'utf8'), '{"imported":3}');
    });

    it('are read as they are when they were written before there was a key', async () => {
        await folder.write('a.ndjson', [secret]);
        const sealed = sealArtifacts(folder, key);
        assert.deepEqual(await buffer(sealed.read('a.ndjson')), secret);
        const file = sealed.openForRandomAccess('a.ndjson');
        assert.equal(file.lineAt(0).toString(), '{"email":"marked@example.com"}');
        file.close();
    });

    it('are refused without their key, and with another', async () => {
        await sealArtifacts(folder, key).write('a.ndjson', [secret]);
        await assert.rejects(buffer(sealArtifacts(folder, undefined).read('a.ndjson')), {
            code: 'ARTIFACT_KEY_MISSING',
        });
        await assert.rejects(buffer(sealArtifacts(folder, randomBytes(32)).read('a.ndjson')), {
            code: 'ARTIFACT_DAMAGED',
        });
    });

    it('show that a byte was changed, a chunk moved, the end cut off, or a file put in place of another', async () => {
        const sealed = sealArtifacts(folder, key);
        await sealed.write('a.ndjson', [secret]);
        const good = await readFile(join(path, 'a.ndjson'));
        const header = good.length - Math.floor(good.length / SEALED_CHUNK_BYTES) * SEALED_CHUNK_BYTES;
        assert.ok(header > 0);
        const changed = Buffer.from(good);
        changed[good.length >> 1] = (changed[good.length >> 1] ?? 0) ^ 1;
        const start = 18;
        const swapped = Buffer.concat([
            good.subarray(0, start),
            good.subarray(start + SEALED_CHUNK_BYTES, start + 2 * SEALED_CHUNK_BYTES),
            good.subarray(start, start + SEALED_CHUNK_BYTES),
            good.subarray(start + 2 * SEALED_CHUNK_BYTES),
        ]);
        const cut = good.subarray(0, start + 2 * SEALED_CHUNK_BYTES);
        for (const bytes of [changed, swapped, cut]) {
            await writeFile(join(path, 'a.ndjson'), bytes);
            await assert.rejects(buffer(sealed.read('a.ndjson')), { code: 'ARTIFACT_DAMAGED' });
        }
        await writeFile(join(path, 'b.ndjson'), good);
        await assert.rejects(buffer(sealed.read('b.ndjson')), { code: 'ARTIFACT_DAMAGED' });
    });
});

describe('the key of the artifacts', () => {
    it('is read from hex and from base64', () => {
        assert.deepEqual(parseArtifactKey(key.toString('hex')), key);
        assert.deepEqual(parseArtifactKey(`${key.toString('base64')}\n`), key);
        assert.equal(parseArtifactKey(''), undefined);
        assert.equal(parseArtifactKey(undefined), undefined);
    });

    it('is refused when it is no key, without being quoted', () => {
        assert.throws(
            () => parseArtifactKey('correct horse battery staple'),
            (error) => {
                assert.ok(error instanceof Error);
                assert.equal(error.message.includes('horse'), false);
                return 'code' in error && error.code === 'SETTING_INVALID';
            },
        );
    });
});
