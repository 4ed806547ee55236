import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as openpgp from 'openpgp';
import { inspectMigration, planMigration } from '../../../migrator/index.ts';
import { readHashExportFile } from '../../../migrator/inputs/hash-export-file.ts';
import {
    PGP_KEY_VARIABLE,
    PGP_PASSPHRASE_VARIABLE,
    privateKeySettings,
} from '../../../migrator/inputs/pgp/private-key.ts';
import { type OpenMigration, openMigration } from '../running/open-migration.ts';

const PASSPHRASE = 'a passphrase for tests';
const HASH = '$2b$10$Z6hUTEEeoJXN5/AmSm/4.eZ75RYgFVriQM9LPhNEC7kbAbS/VAaJ2';
const USERS = 5_000;
const EXPORT = Array.from(
    { length: USERS },
    (_, index) =>
        `{"_id":{"$oid":"u${index}"},"email":"u${index}@example.com","passwordHash":"${HASH}","connection":"legacy"}\n`,
).join('');

async function makeKey(passphrase: string | undefined): Promise<openpgp.PrivateKey> {
    const { privateKey } = await openpgp.generateKey({
        type: 'ecc',
        userIDs: [{ name: 'Operations', email: 'operations@example.com' }],
        ...(passphrase === undefined ? {} : { passphrase }),
        format: 'object',
    });
    return privateKey;
}

describe('a password hash export that is encrypted with PGP', function () {
    this.timeout(300_000);
    let folder: string;
    let key: openpgp.PrivateKey;
    let open: openpgp.PrivateKey;
    let migration: OpenMigration | undefined;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'pgp-test-'));
        key = await makeKey(PASSPHRASE);
        open = await makeKey(undefined);
        await writeFile(join(folder, 'key.asc'), key.armor());
    });
    after(() => rm(folder, { recursive: true }));
    afterEach(async () => {
        await migration?.close();
        migration = undefined;
    });

    const encrypt = async (text: string | Buffer, forKey = key): Promise<Buffer> => {
        const message = await openpgp.createMessage({ binary: Buffer.from(text) });
        return Buffer.from(await openpgp.encrypt({ message, encryptionKeys: forKey.toPublic(), format: 'binary' }));
    };
    const withKey = (environment: Record<string, string> = { [PGP_PASSPHRASE_VARIABLE]: PASSPHRASE }) =>
        privateKeySettings('key.asc', folder, environment);
    const read = async (
        bytes: Buffer | string,
        settings: ReturnType<typeof withKey> | 'nobody' = withKey(),
    ): Promise<string[]> => {
        const path = join(folder, 'hashes.ndjson.pgp');
        await writeFile(path, bytes);
        const ids: string[] = [];
        const known = settings === 'nobody' ? undefined : settings;
        for await (const records of readHashExportFile(path, known))
            ids.push(...records.flatMap((record) => record.ids));
        return ids;
    };

    it('is read to its end, binary and armored, gzipped within or not', async () => {
        const message = await openpgp.createMessage({ binary: Buffer.from(EXPORT) });
        const armored = String(await openpgp.encrypt({ message, encryptionKeys: key.toPublic() }));
        for (const bytes of [
            await encrypt(EXPORT),
            armored,
            await encrypt(gzipSync(EXPORT)),
            await encrypt(`[${EXPORT.trim().split('\n').join(',')}]`),
        ]) {
            const ids = await read(bytes);
            assert.deepEqual([ids.length, ids[0], ids.at(-1)], [USERS, 'u0', `u${USERS - 1}`]);
        }
    });

    it('takes the key from a file, armored or binary, or from the environment, locked or not', async () => {
        await writeFile(join(folder, 'open.key'), open.write());
        assert.equal(
            (await read(await encrypt(EXPORT, open), privateKeySettings('open.key', folder, {}))).length,
            USERS,
        );
        const environment = { [PGP_KEY_VARIABLE]: key.armor(), [PGP_PASSPHRASE_VARIABLE]: PASSPHRASE };
        assert.equal(
            (await read(await encrypt(EXPORT), privateKeySettings('not-there', folder, environment))).length,
            USERS,
        );
        assert.equal(privateKeySettings(undefined, folder, {}), undefined);
    });

    it('says what to do where nobody names a key, with the command that decrypts', async () => {
        await assert.rejects(read(await encrypt(EXPORT), 'nobody'), {
            code: 'HASH_EXPORT_ENCRYPTED',
            message: /gpg --decrypt --output hashes\.ndjson \S+\/hashes\.ndjson\.pgp and name the new file/,
        });
    });

    it('tells a wrong key from a wrong passphrase, a missing one, and what is no key', async () => {
        const encrypted = await encrypt(EXPORT);
        const cases: [string, ReturnType<typeof withKey>][] = [
            ['HASH_EXPORT_KEY_WRONG', { key: open.armor(), passphrase: undefined }],
            ['HASH_EXPORT_PASSPHRASE_WRONG', withKey({ [PGP_PASSPHRASE_VARIABLE]: 'another' })],
            ['HASH_EXPORT_PASSPHRASE_WRONG', withKey({})],
            ['HASH_EXPORT_KEY_INVALID', { key: key.toPublic().armor(), passphrase: undefined }],
            ['HASH_EXPORT_KEY_INVALID', { key: join(folder, 'not-there'), passphrase: undefined }],
        ];
        for (const [code, settings] of cases) {
            await assert.rejects(read(encrypted, settings), (error: Error & { code: string }) => {
                assert.equal(error.code, code);
                assert.ok(!error.message.includes(PASSPHRASE) && !error.message.includes('PRIVATE KEY'), error.message);
                return true;
            });
        }
    });

    it('refuses one that was cut off or changed, wherever, also where what is packed in it ends well', async () => {
        // What stands behind the end of a gzip is not read when it is unpacked.
        const padded = Buffer.concat([gzipSync(EXPORT), randomBytes(3_000_000).fill(0, 0, 1_000_000)]);
        for (const encrypted of [await encrypt(EXPORT), await encrypt(gzipSync(EXPORT)), await encrypt(padded)]) {
            const changed = Buffer.from(encrypted);
            const last = encrypted.length - 1;
            changed.writeUInt8(changed.readUInt8(last) ^ 1, last);
            const middle = Buffer.from(encrypted);
            middle.writeUInt8(middle.readUInt8(last >> 1) ^ 1, last >> 1);
            for (const bytes of [
                changed,
                middle,
                encrypted.subarray(0, -1),
                encrypted.subarray(0, last >> 1),
                encrypted.subarray(0, 80),
            ]) {
                await assert.rejects(read(bytes), { code: 'HASH_EXPORT_DAMAGED' });
            }
        }
    });

    it('says so when the optional package is not there', async () => {
        const path = join(folder, 'encrypted.gpg');
        await writeFile(path, await encrypt(EXPORT));
        const hide = `import { registerHooks } from 'node:module';
registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'openpgp') throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(specifier, context);
} });
const { decryptPgp } = await import(${JSON.stringify(resolve(import.meta.dirname, '../../../migrator/inputs/pgp/decrypt.ts'))});
try { for await (const _ of decryptPgp(${JSON.stringify(path)}, { key: 'any', passphrase: undefined })); }
catch (error) { console.log(error.code, error.message); }`;
        const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', hide]);
        assert.match(stdout, /^HASH_EXPORT_ENCRYPTED .*npm install openpgp.*gpg --decrypt --output encrypted /);
    });

    it('gives users their passwords, and leaves nothing of it on the disk in clear, whether it goes well or not', async () => {
        const inFolder = async (): Promise<string> => {
            const runs = join((migration as OpenMigration).folder, 'runs');
            const files = await readdir(runs, { recursive: true, withFileTypes: true });
            const texts = files
                .filter((file) => file.isFile())
                .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
            return (await Promise.all(texts)).join('\n');
        };
        const hash = '$2b$10$CSZ2JarG4XYbGa.JkfpqnO2wrlbfp5eb5LScHSGo9XGeZ.a.Ic54S';
        migration = await openMigration({
            users: [{ user_id: 'u1', email: 'u1@example.com' }],
            definition: `passwords: { hashExport: 'hashes.pgp', privateKey: 'key.asc', whenMissing: 'refuse' },`,
        });
        const lines = `{"_id":{"$oid":"u1"},"email":"u1@example.com","passwordHash":"${hash}"}\n`;
        const encrypted = await encrypt(lines.repeat(2_000));
        await writeFile(join(migration.folder, 'key.asc'), key.armor());
        await writeFile(join(migration.folder, 'hashes.pgp'), encrypted.subarray(0, -3));
        const codes = async () =>
            (await inspectMigration((migration as OpenMigration).settings())).refusals.map(({ code }) => code);
        assert.deepEqual(await codes(), ['HASH_EXPORT_PASSPHRASE_WRONG']);
        process.env[PGP_PASSPHRASE_VARIABLE] = PASSPHRASE;
        try {
            assert.deepEqual(await codes(), []);
            await assert.rejects(planMigration(migration.settings()), { code: 'HASH_EXPORT_DAMAGED' });
            await assert.rejects(migration.run(), { code: 'HASH_EXPORT_DAMAGED' });
            assert.ok(!(await inFolder()).includes(hash));
            await writeFile(join(migration.folder, 'hashes.pgp'), encrypted);
            const plan = await planMigration(migration.settings());
            assert.deepEqual(plan.hashesByAlgorithm, { bcrypt: 1 });
            const { report } = await migration.run();
            assert.equal(report?.isVerified, true);
            assert.ok((await inFolder()).includes('u1@example.com'));
            assert.ok(!(await inFolder()).includes(hash));
        } finally {
            delete process.env[PGP_PASSPHRASE_VARIABLE];
        }
    });
});
