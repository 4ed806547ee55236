import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openHashIndex } from '../../../migrator/inputs/hash-index.ts';
import { readStoredHash, writeStoredHash } from '../../../migrator/inputs/stored-hash.ts';
import type { Artifacts } from '../../../migrator/run-store/artifacts.ts';
import { openFolderArtifacts } from '../../../migrator/run-store/folder/folder-artifacts.ts';

describe('openHashIndex', () => {
    let folder = '';
    let artifacts: Artifacts;
    let path = '';
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'hash-index-'));
        artifacts = openFolderArtifacts(join(folder, 'run'));
        path = join(folder, 'hashes');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const record = (number: number, more: object = {}) => ({
        ...{
            _id: { $oid: `id${number}` },
            email: `User.${number}@example.com`,
            passwordHash: `hash ${number}`,
            connection: 'legacy',
        },
        ...more,
    });
    const lines = (records: readonly object[]) => records.map((one) => `${JSON.stringify(one)}\n`).join('');

    for (const [shape, bytes] of [
        ['NDJSON', Buffer.from(lines([record(1), record(2)]))],
        [
            'NDJSON with a byte order mark and Windows line ends',
            Buffer.from(`\ufeff${lines([record(1), record(2)]).replaceAll('\n', '\r\n')}`),
        ],
        ['gzipped NDJSON', gzipSync(lines([record(1), record(2)]))],
        ['a JSON array', Buffer.from(JSON.stringify([record(1), record(2)], undefined, 4))],
        ['a gzipped JSON array', gzipSync(JSON.stringify([record(1), record(2)]))],
    ] as const) {
        it(`finds users by ID and by address in ${shape}`, async () => {
            await writeFile(path, bytes);
            const index = await openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson');
            assert.equal(index.size, 2);
            assert.equal(index.find('auth0|id2', 'nobody@example.com')?.hash, 'hash 2');
            assert.equal(index.find('auth0|nobody', 'USER.1@example.com'), undefined);
            assert.equal(index.find('auth0|nobody', 'nobody@example.com'), undefined);
            index.close();
        });
    }

    it('finds by address only what names no ID: an address that somebody else has now gives nobody a password', async () => {
        const nameless = { _id: undefined, email: 'Nameless@example.com' };
        await writeFile(
            path,
            lines([record(1), record(2, nameless), record(3, { _id: 12345678901234567890n.toString() })]),
        );
        const index = await openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson');
        assert.equal(index.find('auth0|other', 'user.1@example.com'), undefined);
        assert.equal(index.find('auth0|other', 'NAMELESS@example.com')?.hash, 'hash 2');
        assert.equal(index.find('auth0|other', 'nameless@example.co\u212a'.replace('co', 'com')), undefined);
        assert.equal(index.find('auth0|12345678901234567890', 'x@example.com')?.hash, 'hash 3');
        index.close();
    });

    for (const [what, text, words] of [
        ['two hashes of one ID', lines([record(1), record(1, { passwordHash: 'another' })]), /two different hashes/],
        [
            'two hashes of one address without an ID',
            lines([record(1, { _id: undefined }), record(2), record(1, { _id: undefined, passwordHash: 'another' })]),
            /two different hashes/,
        ],
        [
            'records that ran into each other',
            '{"_id":"a","passwordHash":"x","_id":"b","passwordHash":"y"}\n',
            /key twice/,
        ],
        [
            'no hash at all',
            lines([record(1, { passwordHash: undefined, pwhash: 'x' })]),
            /none of its 1 record has a hash/,
        ],
        [
            'bytes that are no UTF-8',
            Buffer.from('{"_id":"a","email":"m\xfcller@example.com"}\n', 'latin1'),
            /line 1.*UTF-8/,
        ],
    ] as const) {
        it(`refuses an export with ${what}`, async () => {
            await writeFile(path, text);
            await assert.rejects(openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson'), {
                code: 'HASH_EXPORT_DAMAGED',
                message: words,
            });
        });
    }

    it('finds the same after a restart, from the artifact alone', async () => {
        const hash = { algorithm: 'md5', hash: { value: 'x', encoding: 'hex' } };
        await writeFile(
            path,
            lines([record(1, { passwordHash: hash, password_set_date: { $date: '2024-05-01T00:00:00.000Z' } })]),
        );
        (await openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson')).close();
        await rm(path);
        const index = await openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson');
        const found = index.find('auth0|id1', '');
        assert.deepEqual([found?.hash, found?.passwordSetAt], [hash, '2024-05-01T00:00:00.000Z']);
        index.close();
    });

    for (const [what, content, code] of [
        [
            'of another connection only',
            lines([record(1, { connection: 'partners' })]),
            'HASH_EXPORT_OF_ANOTHER_CONNECTION',
        ],
        ['that is encrypted', '-----BEGIN PGP MESSAGE-----\n\nx\n', 'HASH_EXPORT_ENCRYPTED'],
        ['that is cut off', '{"_id":{"$oid":"1"},"email', 'HASH_EXPORT_DAMAGED'],
        ['of an array that is cut off', '[{"_id":"1","email":"a@example.com"},', 'HASH_EXPORT_DAMAGED'],
        ['of gzip that is cut off', gzipSync(lines([record(1)])).subarray(0, 40), 'HASH_EXPORT_DAMAGED'],
        ['with a record of nobody', '{"passwordHash":"x"}\n', 'HASH_EXPORT_DAMAGED'],
        ['that is empty', '', 'HASH_EXPORT_DAMAGED'],
    ] as const) {
        it(`refuses a file ${what}, and says nothing of what is in it`, async () => {
            await writeFile(path, content);
            await assert.rejects(
                openHashIndex(path, 'legacy', artifacts, 'hashes.ndjson'),
                (error: Error & { code?: string }) => {
                    assert.equal(error.code, code);
                    assert.doesNotMatch(error.message, /example\.com|hash 1/);
                    return true;
                },
            );
        });
    }
});

describe('writeStoredHash', () => {
    it('is read back as it was, whatever is in it', () => {
        const text = fc.string({
            unit: fc.constantFrom('a', '[', '\t', '\n', 'ü', '"', ' ', '$'),
            minLength: 1,
            maxLength: 8,
        });
        const record = fc.record({
            ids: fc.array(text, { maxLength: 2 }),
            email: fc.option(text, { nil: undefined }),
            connection: fc.constant(undefined),
            hash: fc.oneof(text, fc.constant({ algorithm: 'md5' }), fc.constant(null)),
            passwordSetAt: fc.option(fc.oneof(fc.nat(), text, fc.constant('2024-05-01')), { nil: undefined }),
        });
        fc.assert(
            fc.property(record, (stored) => {
                const line = writeStoredHash(stored);
                assert.equal(line.indexOf('\n'), line.length - 1);
                const { ids, email, hash, passwordSetAt } = stored;
                assert.deepEqual(readStoredHash(Buffer.from(line.slice(0, -1))), { ids, email, hash, passwordSetAt });
            }),
        );
    });
});
