import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bcrypt } from 'hash-wasm';
import { formatReport, purgeRun } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, readLines, SOURCE } from '../running/open-migration.ts';

describe('the verify stage', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Acts on the target between its import and its verification. */
    const openWith = async (act: () => Promise<unknown>, definition = '') => {
        migration = await openMigration({ users: inventUsers(10), definition });
        let exports = 0;
        migration.proxy.interferences = {
            beforeTenant: async ({ path }) => {
                if (path !== '/api/v2/jobs/users-exports') return undefined;
                exports += 1;
                // The third export is that of the verification, after the two sides.
                if (exports === 3) await act();
                return undefined;
            },
        };
    };
    /** Has imports and updates write another name than is sent, as often as it is said. */
    const openWithWrongName = async (times: number) => {
        migration = await openMigration({ users: inventUsers(10) });
        let wrong = 0;
        migration.proxy.interferences = {
            beforeTenant: (passing) => {
                const text = passing.body.toString('latin1');
                const isWrite = passing.path === '/api/v2/jobs/users-imports' || passing.method === 'PATCH';
                const isToChange = isWrite && text.includes('"User 4"');
                if (!isToChange || wrong === times) return undefined;
                wrong += 1;
                return { ...passing, body: Buffer.from(text.replace('"User 4"', '"Somebody else"'), 'latin1') };
            },
        };
    };
    const targetUser = async (email: string) => (await migration.usersOf()).find((user) => user['email'] === email);

    it('counts a user whom somebody changed meanwhile, and fails for nobody', async () => {
        await openWith(async () => {
            const user = await targetUser('user-4@example.com');
            const path = `/api/v2/users/${encodeURIComponent(String(user?.['user_id']))}`;
            const body = { name: 'Somebody else', user_metadata: { number: 99 }, blocked: true };
            assert.equal((await migration.tenant.call('PATCH', path, body)).status, 200);
        });
        const { report } = await migration.run();
        const { compared, mismatched, missing, changedSince } = report?.verified ?? {};
        assert.deepEqual([report?.isVerified, compared, mismatched, missing, changedSince], [true, 10, 0, 0, 1]);
        assert.deepEqual(await readLines(migration.fileOf('pass-1-mismatches.ndjson')), []);
        assert.equal((await targetUser('user-4@example.com'))?.['name'], 'Somebody else');
    });

    it('has a user sent again who differs, and names the fields without values', async () => {
        await openWithWrongName(1);
        const { report } = await migration.run();
        assert.deepEqual([report?.pass, report?.imported, report?.isVerified], [2, 10, true]);
        assert.equal((await targetUser('user-4@example.com'))?.['name'], 'User 4');
        const [mismatch, ...others] = await readLines(migration.fileOf('pass-1-mismatches.ndjson'));
        assert.deepEqual(others, []);
        assert.equal(mismatch?.['sourceUserId'], 'auth0|u00004');
        const fields = mismatch['fields'] as { field: string; sentDigest: string; foundDigest: string }[];
        assert.deepEqual(
            fields.map(({ field }) => field),
            ['name'],
        );
        for (const { sentDigest, foundDigest } of fields) assert.notEqual(sentDigest, foundDigest);
        assert.doesNotMatch(JSON.stringify(mismatch), /Somebody|@/);
    });

    it('fails for a user who differs again, and is content when another attempt writes it', async () => {
        await openWithWrongName(2);
        await assert.rejects(migration.run(), (error) => {
            assert.ok(error instanceof Error);
            assert.match(
                error.message,
                /0 are not in the target and 1 differ in name \(1\), although they were sent twice/,
            );
            assert.equal(error.message.includes('@'), false);
            return 'code' in error && error.code === 'VERIFICATION_FAILED';
        });
        const { report } = await migration.run();
        assert.deepEqual([report?.pass, report?.isVerified], [3, true]);
        assert.equal((await targetUser('user-4@example.com'))?.['name'], 'User 4');
    });

    it('has a user sent again who is gone before anybody saw it', async () => {
        await openWith(async () => {
            const user = await targetUser('user-4@example.com');
            await migration.tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(String(user?.['user_id']))}`);
        });
        const { report } = await migration.run();
        assert.deepEqual([report?.pass, report?.imported, report?.isVerified], [2, 10, true]);
        const [missing] = await readLines(migration.fileOf('pass-1-mismatches.ndjson'));
        assert.equal(missing?.['missing'], true);
        assert.ok(await targetUser('user-4@example.com'));
    });

    it('maps every old ID to the new one', async () => {
        await openWith(() => Promise.resolve());
        await migration.run();
        const map = await readLines(migration.fileOf('pass-1-id-map.ndjson'));
        const users = await migration.usersOf();
        assert.equal(map.length, 10);
        for (const { from, to } of map) {
            const user = users.find((candidate) => candidate['user_id'] === to);
            assert.equal((user?.['app_metadata'] as Record<string, unknown>)['previous_user_id'], from);
        }
    });

    it('names nobody in the report, unless it was told to: then in a second one, which a purge removes', async () => {
        await openWithWrongName(2);
        await assert.rejects(migration.run({ withIdentifiers: true }), { code: 'VERIFICATION_FAILED' });
        const read = (name: string) => readFile(migration.fileOf(name), 'utf8');
        for (const name of ['report.json', 'report.html']) assert.doesNotMatch(await read(name), /@example\.com/);
        const { users } = JSON.parse(await read('report-with-identifiers.json')) as { users: object[] };
        assert.deepEqual(users, [
            { sourceUserId: 'auth0|u00004', email: 'user-4@example.com', what: 'differs in name' },
        ]);
        assert.match(await read('report-with-identifiers.html'), /user-4@example\.com/);
        const [mismatch] = await readLines(migration.fileOf('pass-2-mismatches.ndjson'));
        const [field] = mismatch?.['fields'] as Record<string, unknown>[];
        assert.deepEqual(
            [mismatch?.['email'], field?.['sent'], field?.['found']],
            ['user-4@example.com', 'User 4', 'Somebody else'],
        );
        await migration.run();
        const removed = await purgeRun(migration.fileOf(''));
        assert.ok(removed.some(({ name }) => name === 'report-with-identifiers.json'));
    });
});

describe('login probes', () => {
    let migration: OpenMigration;
    const variables = ['AUTH0_USER_MIGRATION_PROBE_PASSWORDS', 'AUTH0_USER_MIGRATION_PROBE_CLIENT'] as const;
    afterEach(async () => {
        for (const name of variables) Reflect.deleteProperty(process.env, name);
        await migration.close();
    });

    /** Users 1 and 2 have hashes of a known password. */
    const open = async (passwords: Record<string, string>) => {
        process.env['AUTH0_USER_MIGRATION_PROBE_PASSWORDS'] = JSON.stringify(passwords);
        migration = await openMigration({
            users: inventUsers(4),
            definition:
                "loginProbes: ['user-1@example.com', 'user-2@example.com'], passwords: { hashExport: 'hashes', whenMissing: 'reset' },",
        });
        const made = await bcrypt({
            password: 'Probe-pass-1',
            salt: Buffer.alloc(16, 7),
            costFactor: 10,
            outputType: 'encoded',
        });
        const passwordHash = made.replace(/^\$2a\$/, '$2b$');
        const lines = inventUsers(2).map(({ user_id, email }) =>
            JSON.stringify({ _id: user_id, email, passwordHash, connection: SOURCE }),
        );
        await writeFile(join(migration.folder, 'hashes'), lines.join('\n'));
    };
    const sent = () => migration.proxy.requests.filter(({ path }) => path === '/api/v2/jobs/users-imports').length;

    it('prove that the passwords work in the target', async () => {
        await open({ 'user-1@example.com': 'Probe-pass-1', 'user-2@example.com': 'Probe-pass-1' });
        const { report } = await migration.run();
        assert.deepEqual([report?.verified.logins, report?.isVerified], [{ tried: 2, accepted: 2 }, true]);
        assert.match(report === undefined ? '' : formatReport(report), /logins {4}2 of 2 probes accepted/);
    });

    it('fail the verification where a password is refused', async () => {
        await open({ 'user-1@example.com': 'Probe-pass-1', 'user-2@example.com': 'another one' });
        await assert.rejects(migration.run(), (error) => {
            assert.ok(error instanceof Error && 'code' in error);
            assert.match(error.message, /1 of 2 login probes were refused/);
            assert.equal(error.message.includes('@'), false);
            return error.code === 'VERIFICATION_FAILED';
        });
    });

    it('are refused before anything is sent where a password is missing', async () => {
        await open({ 'user-1@example.com': 'Probe-pass-1' });
        await assert.rejects(migration.run(), { code: 'LOGIN_PROBES_IMPOSSIBLE', message: /1 of 2 have no password/ });
        assert.equal(sent(), 0);
    });

    it('are refused before anything is sent where the application may not log users in', async () => {
        await open({ 'user-1@example.com': 'Probe-pass-1', 'user-2@example.com': 'Probe-pass-1' });
        const client = await migration.tenant.management.clients.create({
            name: 'Machine',
            app_type: 'non_interactive',
        });
        process.env['AUTH0_USER_MIGRATION_PROBE_CLIENT'] = `${client.client_id}:${client.client_secret}`;
        await assert.rejects(migration.run(), { code: 'LOGIN_PROBES_IMPOSSIBLE', message: /Password grant/ });
        assert.equal(sent(), 0);
    });
});
