import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Interferences } from '../running/interfering-proxy.ts';
import { inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';

describe('second factors that no API moves', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    it('are listed by user and counted by kind, with those that Auth0 refused to import', async () => {
        migration = await openMigration({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const users = [
            { user_id: 'auth0|1', email: 'one@example.com', multifactor: ['guardian', 'duo'] },
            { user_id: 'auth0|2', email: 'two@example.com', mfa_factors: [{ phone: { value: '+15550100' } }] },
            { user_id: 'auth0|3', email: 'three@example.com', mfa_factors: [{ totp: { secret: 'ABCDEFGH' } }] },
            { user_id: 'auth0|4', email: 'four@example.com' },
        ];
        await writeFile(
            join(migration.folder, 'users.ndjson'),
            users.map((user) => `${JSON.stringify(user)}\n`).join(''),
        );
        migration.proxy.interferences = { afterTenant: losing([{ email: 'two@example.com' }], 4) };
        const settings = { source: { file: 'users.ndjson' } };
        const { report } = await migration.run(settings);
        assert.deepEqual([report?.imported, report?.rejected, report?.isVerified], [4, 0, true]);
        assert.deepEqual(report?.factorsToEnroll, { guardian: 1, duo: 1, phone: 1 });
        const listed = async (pass: number) =>
            (await readLines(migration.fileOf(`pass-${pass}-factors.ndjson`))).map(
                ({ sourceUserId, email, factors }) => [...[sourceUserId, email, factors]],
            );
        const expected = [
            ['auth0|1', 'one@example.com', ['guardian', 'duo']],
            ['auth0|2', 'two@example.com', ['phone']],
        ];
        assert.deepEqual(await listed(1), expected);
        // The journal remembers it, and names nobody.
        migration.proxy.interferences = {};
        const again = await migration.run(settings);
        assert.deepEqual(again.report?.factorsToEnroll, { guardian: 1, duo: 1, phone: 1 });
        assert.deepEqual(await listed(2), expected);
        const journal = JSON.stringify(await readLines(migration.fileOf('journal.ndjson')));
        assert.doesNotMatch(journal, /auth0\||example\.com/);
    });

    for (const [policy, idOf] of [
        [
            "userIds: { policy: 'regenerate' }",
            (id: string) => ({ user_id: undefined, app_metadata: { previous_user_id: `auth0|${id}` } }),
        ],
        ["userIds: { policy: 'prefix', prefix: 'new-' }", (id: string) => ({ user_id: `new-${id}` })],
    ] as const)
        it(`are listed where an attempt was stopped before the job that lost them had ended: ${policy}`, async () => {
            const users = inventUsers(3);
            const ids = users.map(({ user_id: id }) => `auth0|${String(id)}`);
            migration = await openMigration({
                users,
                definition: `${policy}, mfaFactors: { file: 'factors.ndjson' },`,
            });
            const factors = [{ phone: { value: '+12125550001' } }];
            await writeFile(
                join(migration.folder, 'factors.ndjson'),
                ids.map((id) => `${JSON.stringify({ user_id: id, mfa_factors: factors })}\n`).join(''),
            );
            const stop = new AbortController();
            migration.proxy.interferences = {
                afterTenant({ path }, answer) {
                    if (!isJob(path)) return undefined;
                    const job = JSON.parse(answer.body.toString('utf8')) as { type: string };
                    if (job.type !== 'users_import') return undefined;
                    stop.abort(new Error('stop'));
                    return { ...answer, body: Buffer.from(JSON.stringify({ ...job, status: 'pending' })) };
                },
            };
            await assert.rejects(migration.run({ signal: stop.signal }), { code: 'RUN_STOPPED' });
            const refused = { ...users[1], ...idOf(String(users[1]?.['user_id'])), mfa_factors: factors };
            migration.proxy.interferences = { afterTenant: losing([refused], 3) };
            const { report } = await migration.run();
            assert.deepEqual([report?.imported, report?.isVerified], [3, true]);
            assert.deepEqual([report?.lostFactors, report?.factorsToEnroll], [1, { phone: 1 }]);
            const [listed] = await readLines(migration.fileOf('pass-2-factors.ndjson'));
            assert.equal(listed?.['sourceUserId'], ids[1]);
        });

    it('come with the MFA export, by ID, and whoever has kept them is asked for nothing', async () => {
        const [one = '', two = '', three = ''] = inventUsers(3).map(({ user_id: id }) => `auth0|${String(id)}`);
        migration = await openMigration({
            users: inventUsers(3),
            definition: "mfaFactors: { file: 'factors.ndjson' },",
        });
        migration.proxy.interferences = showing({
            [one]: ['guardian'],
            [two]: ['guardian', 'duo'],
            [three]: ['guardian'],
        });
        const secret = 'JBSWY3DPEHPK3PXP';
        const lines = [
            { user_id: one, type: 'otp', otp_secret: secret },
            {
                user_id: two,
                mfa_factors: [{ phone: { value: '+12125550001' } }, { email: { value: 'two@example.net' } }],
            },
        ];
        const path = join(migration.folder, 'factors.ndjson');
        await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const { report } = await migration.run();
        assert.deepEqual([report?.imported, report?.isVerified], [3, true]);
        assert.deepEqual(report?.factorsToEnroll, { guardian: 1, duo: 1 });
        const { authenticationMethods } = migration.tenant.management.users;
        const found: Record<string, unknown> = {};
        for (const user of await migration.usersOf()) {
            const { data } = await authenticationMethods.list(String(user['user_id']));
            found[String(user['email'])] = data.map(({ type }) => type).sort();
        }
        assert.deepEqual(found, {
            'user-1@example.com': ['totp'],
            'user-2@example.com': ['email', 'phone'],
            'user-3@example.com': [],
        });
        for (const file of await readdir(join(migration.folder, 'runs', 'run')))
            assert.ok(!(await readFile(migration.fileOf(file))).includes(secret), file);
        // The run remembers who was sent with what, also where the file is deleted.
        await rm(path);
        const again = await migration.run();
        assert.equal(again.report?.isVerified, true);
        assert.deepEqual(again.report.factorsToEnroll, { guardian: 1, duo: 1 });
        // A lost runs folder knows nothing of it, and nobody is left out.
        await rm(join(migration.folder, 'runs'), { recursive: true });
        const lost = await migration.run();
        assert.deepEqual(lost.report?.factorsToEnroll, { guardian: 3, duo: 1 });
    });

    it('stay listed where the MFA export comes, or names somebody, after the users were moved', async () => {
        const [one = '', two = ''] = inventUsers(2).map(({ user_id: id }) => `auth0|${String(id)}`);
        migration = await openMigration({ users: inventUsers(2) });
        migration.proxy.interferences = showing({ [one]: ['guardian'], [two]: ['guardian'] });
        const { report } = await migration.run();
        assert.deepEqual(report?.factorsToEnroll, { guardian: 2 });
        const text = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        const definitionPath = 'with-factors.ts';
        await writeFile(
            join(migration.folder, definitionPath),
            text.replace('defineMigration({', "defineMigration({ mfaFactors: { file: 'factors.ndjson' },"),
        );
        let lines = '';
        for (const user of [one, two]) {
            lines += `${JSON.stringify({ user_id: user, mfa_factors: [{ phone: { value: '+12125550001' } }] })}\n`;
            await writeFile(join(migration.folder, 'factors.ndjson'), lines);
            const later = await migration.run({ definitionPath });
            assert.deepEqual(later.report?.factorsToEnroll, { guardian: 2 }, 'nobody has got a factor');
        }
    });

    it('stay listed where the transform takes them out', async () => {
        migration = await openMigration({
            users: [],
            definition: "source: { file: 'users.ndjson' }, transform: ({ mfa_factors, ...user }) => user,",
        });
        const user = { user_id: 'auth0|1', email: 'one@example.com', multifactor: ['guardian'] };
        const factors = { mfa_factors: [{ totp: { secret: 'ABCDEFGH' } }] };
        await writeFile(join(migration.folder, 'users.ndjson'), `${JSON.stringify({ ...user, ...factors })}\n`);
        const { report } = await migration.run({ source: { file: 'users.ndjson' } });
        assert.deepEqual([report?.imported, report?.factorsToEnroll], [1, { guardian: 1 }]);
    });

    it('are not left behind in silence: a run whose MFA export is not there sends nobody', async () => {
        migration = await openMigration({ users: inventUsers(2), definition: "mfaFactors: { file: 'nowhere' }," });
        await assert.rejects(migration.run(), { code: 'MFA_EXPORT_NOT_FOUND' });
        assert.deepEqual(await migration.usersOf(), []);
    });
});

/** Gives users in exports the `multifactor` that a real tenant shows of its users' enrollments. */
function showing(kinds: Readonly<Record<string, readonly string[]>>): Interferences {
    return {
        afterTenant({ path }, answer) {
            if (!path.startsWith('/_exports/') || answer.status !== 200) return undefined;
            const users = gunzipSync(answer.body)
                .toString('utf8')
                .split('\n')
                .filter((line) => line !== '');
            const shown = users.map((line) => {
                const user = JSON.parse(line) as Record<string, unknown>;
                return `${JSON.stringify({ ...user, multifactor: kinds[String(user['user_id'])] })}\n`;
            });
            return { ...answer, body: gzipSync(shown.join('')) };
        },
    };
}

/** Answers as Auth0 does of a job that has imported all of its users, and some without their second factors. */
function losing(users: readonly object[], total: number): NonNullable<Interferences['afterTenant']> {
    return ({ path }, answer) => {
        const replaced = (body: object) => ({ ...answer, status: 200, body: Buffer.from(JSON.stringify(body)) });
        if (path.endsWith('/errors')) {
            const errors = [{ code: 'MFA_FACTORS_FAILED', message: 'Unable to import factors' }];
            return replaced(users.map((user) => ({ user, errors })));
        }
        if (!isJob(path)) return undefined;
        const job = JSON.parse(answer.body.toString('utf8')) as { type: string; status: string };
        if (job.type !== 'users_import' || job.status !== 'completed') return undefined;
        const failed = users.length;
        return replaced({ ...job, summary: { failed, updated: 0, inserted: total - failed, total } });
    };
}

function isJob(path: string): boolean {
    return /\/jobs\/job_\w+$/.test(path);
}
