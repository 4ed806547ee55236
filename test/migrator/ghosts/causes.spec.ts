import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bcrypt } from 'hash-wasm';
import { runScript } from '../../../local/tenant/index.ts';
import {
    type Diagnosis,
    diagnoseUsers,
    formatPlan,
    type GhostCause,
    planMigration,
    type RunScript,
} from '../../../migrator/index.ts';
import { importUsers } from '../../local/tenant/finished-job.ts';
import { emptyLegacyOptions, type LegacyUser, legacyOptions } from '../../local/tenant/legacy-scripts.ts';
import { type OpenMigration, openMigration, readLines, TARGET } from '../running/open-migration.ts';

const ID = 'con_0000000000000001';
const OLD_PASSWORD = 'Legacy-pass-1';
const NEW_PASSWORD = 'Correct-horse-1';
const ANN: LegacyUser = { user_id: 'old-1', email: 'ann@example.com', password: OLD_PASSWORD };
const QUICK = { expectedUsersPerSecond: 2_000 };

/** How a cause makes a ghost, by its public API alone. */
interface Cause {
    readonly importMode: boolean;
    /** What diagnose must take for likely while the scripts are still there; as the likeliest unless others look the same. */
    readonly likely: GhostCause;
    readonly isLikeliest: boolean;
    readonly legacy?: readonly LegacyUser[];
    readonly make: (migration: OpenMigration) => Promise<void>;
}

const CAUSES: Readonly<Record<string, Cause>> = {
    '1: a reset that was completed and not followed by a login': {
        likely: 'reset-without-login',
        isLikeliest: true,
        importMode: true,
        make: (migration) => resetPassword(migration),
    },
    '2: a reset that was begun and not completed': {
        likely: 'reset-without-login',
        isLikeliest: true,
        importMode: true,
        async make({ tenant }) {
            const body = JSON.stringify({ email: ANN.email, connection: TARGET });
            const headers = { 'content-type': 'application/json' };
            const url = `https://${tenant.domain}/dbconnections/change_password`;
            assert.equal((await tenant.fetch(url, { method: 'POST', headers, body })).status, 200);
        },
    },
    '3: a login before import mode was turned on': {
        likely: 'login-without-import-mode',
        isLikeliest: false,
        importMode: false,
        async make(migration) {
            assert.equal((await migration.tenant.logIn(TARGET, ANN.email, OLD_PASSWORD)).status, 200);
            await setOptions(migration, legacyOptions([ANN], true));
        },
    },
    '4: a user who was deleted from Auth0 and is still in the legacy database': {
        likely: 'deleted-in-auth0-only',
        isLikeliest: true,
        importMode: true,
        async make({ tenant }) {
            assert.equal((await tenant.logIn(TARGET, ANN.email, OLD_PASSWORD)).status, 200);
            await tenant.management.users.delete('auth0|old-1');
            assert.equal((await createAnn(tenant)).status, 409);
        },
    },
    '5: a create while Get User still knows the address': {
        likely: 'create-while-get-user-answers',
        isLikeliest: false,
        importMode: true,
        async make({ tenant }) {
            assert.equal((await createAnn(tenant)).status, 409);
        },
    },
    "6: a legacy profile that collides with another user's phone number": {
        likely: 'profile-in-the-way',
        isLikeliest: true,
        importMode: true,
        legacy: [{ ...ANN, phone_number: '+15550100' }],
        async make({ tenant }) {
            await importUsers(tenant, ID, [{ email: 'carl@example.com', phone_number: '+15550100' }]);
            assert.equal((await tenant.logIn(TARGET, ANN.email, OLD_PASSWORD)).status, 403);
        },
    },
};

describe('a ghost that was made through the public API', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    let hash: string;
    before(async () => {
        const made = { password: OLD_PASSWORD, salt: Buffer.alloc(16, 7), costFactor: 10 };
        hash = (await bcrypt({ ...made, outputType: 'encoded' })).replace(/^\$2a\$/, '$2b$');
    });
    afterEach(() => migration.close());

    /** Makes the ghost, and takes the legacy database out of the way: what is left is Auth0's own. */
    const open = async ({ importMode, legacy = [ANN], likely, isLikeliest, make }: Cause, repair: string) => {
        migration = await openMigration({
            users: [],
            targets: [],
            seed: [{ connection: { id: ID, name: TARGET, options: legacyOptions(legacy, importMode) } }],
            definition: definitionOf("'plan-only'"),
            tenant: { control: true },
        });
        const text = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        await writeFile(join(migration.folder, 'second.ts'), text.replace("'plan-only'", repair));
        const users = [
            { user_id: 'auth0|old-1', email: ANN.email, password_hash: hash },
            { user_id: 'auth0|old-2', email: 'bob@example.com', password_hash: hash },
        ];
        const lines = users.map((user) => JSON.stringify({ ...user, email_verified: true }));
        await writeFile(join(migration.folder, 'users.ndjson'), lines.join('\n'));
        await make(migration);
        const [diagnosis] = await diagnosed((source, args) => {
            const configuration = { users: JSON.stringify(legacy) };
            return runScript({ source, args, configuration }, { timeLimitMs: 20_000, allowedHosts: [] });
        });
        const { causes = [] } = diagnosis ?? {};
        assert.ok(isLikeliest ? causes[0] === likely : causes.includes(likely), causes.join());
        await setOptions(migration, emptyLegacyOptions());
    };
    const runSecond = () => migration.run({ ...QUICK, runId: 'second', definitionPath: 'second.ts' });
    const diagnosed = async (run?: RunScript) => {
        const { domain, clientId, clientSecret } = migration.tenant;
        const { diagnoses } = await diagnoseUsers({
            credentials: { domain, clientId, clientSecret },
            connectionName: TARGET,
            emails: [ANN.email],
            wereRefused: true,
            runScript: run,
        });
        const all: Diagnosis[] = [];
        for await (const diagnosis of diagnoses) all.push(diagnosis);
        return all;
    };
    const classOfAnn = async () => (await diagnosed())[0]?.class;

    for (const [name, cause] of Object.entries(CAUSES)) {
        it(`is known as one by diagnose and by a run, and is repaired by another: ${name}`, async () => {
            await open(cause, '{ max: 1 }');
            assert.equal(await classOfAnn(), 'ghost');

            const first = await migration.run(QUICK);
            assert.equal(first.report?.ghosts.found, 1);
            const [rejected, ...others] = await readLines(migration.fileOf('pass-1-rejected.ndjson'));
            assert.deepEqual([rejected?.['sourceUserId'], rejected?.['class']], ['auth0|old-1', 'ghost']);
            assert.deepEqual(others, []);
            assert.deepEqual(await migration.tenant.management.users.listUsersByEmail({ email: ANN.email }), []);

            const plan = await planMigration(
                migration.settings({ ...QUICK, runId: 'second', definitionPath: 'second.ts' }),
            );
            assert.match(
                formatPlan(plan),
                /Up to 1 ghost is deleted and imported again\. .* has to use the old password/,
            );
            const { report } = await runSecond();
            assert.deepEqual([report?.ghosts.found, report?.ghosts.repaired, report?.isVerified], [0, 1, true]);
            assert.equal(await classOfAnn(), 'present');
            const [ann] = await migration.tenant.management.users.listUsersByEmail({ email: ANN.email });
            assert.equal(ann?.user_id, 'auth0|old-1');
            // The price that was said beforehand: a password that was chosen in a reset is gone, and the old one is back.
            assert.equal((await migration.tenant.logIn(TARGET, ANN.email, NEW_PASSWORD)).status, 403);
            assert.equal((await migration.tenant.logIn(TARGET, ANN.email, OLD_PASSWORD)).status, 200);
        });
    }

    for (const [what, told, repaired] of [
        ['is left alone where a Delete script could delete the user elsewhere', '{ max: 1 }', 0],
        ['is repaired all the same where the definition says so', '{ max: 1, evenWithDeleteScript: true }', 1],
    ] as const) {
        it(what, async () => {
            const cause = CAUSES['1: a reset that was completed and not followed by a login'];
            assert.ok(cause);
            await open(cause, told);
            const options = emptyLegacyOptions();
            const remove = 'function remove(id, callback) { callback(null); }';
            const customScripts = { ...(options['customScripts'] as object), delete: remove };
            await setOptions(migration, { ...options, customScripts });
            assert.equal((await runSecond()).report?.ghosts.repaired, repaired);
            const deletes = migration.proxy.requests.filter(({ method }) => method === 'DELETE').length;
            assert.equal(deletes > 0, repaired > 0);
            const [rejected] = await readLines(migration.fileOf('pass-1-rejected.ndjson', 'second'));
            assert.equal(/Delete script/.test(String(rejected?.['evidence'])), repaired === 0);
        });
    }

    it('is left alone where nobody can see whether there is a Delete script', async () => {
        const cause = CAUSES['1: a reset that was completed and not followed by a login'];
        assert.ok(cause);
        await open(cause, '{ max: 1 }');
        migration.proxy.interferences = {
            // What Auth0 answers without the scope read:connections_options.
            afterTenant: ({ path }, answer) => {
                if (path !== `/api/v2/connections/${ID}`) return undefined;
                const shown = { ...(JSON.parse(answer.body.toString()) as object), options: undefined };
                return { ...answer, body: Buffer.from(JSON.stringify(shown)) };
            },
        };
        assert.deepEqual((await runSecond()).report?.ghosts.repaired, 0);
        assert.equal(migration.proxy.requests.filter(({ method }) => method === 'DELETE').length, 0);
    });

    it('waits for a login where the definition says so, is not sent meanwhile, and is counted when it is whole', async () => {
        const cause = CAUSES['1: a reset that was completed and not followed by a login'];
        assert.ok(cause);
        await open(cause, "'by-login'");
        const listed = async (pass: number) =>
            (await readLines(migration.fileOf(`pass-${pass}-ghosts.ndjson`, 'second'))).map(({ email }) => email);
        const first = (await runSecond()).report;
        assert.deepEqual([first?.ghosts.found, first?.ghosts.waiting, first?.imported], [1, 0, 1]);
        assert.deepEqual(await listed(1), [ANN.email]);

        const jobs = migration.proxy.requests.filter(({ path }) => path === '/api/v2/jobs/users-imports').length;
        const second = (await runSecond()).report;
        assert.deepEqual([second?.ghosts.found, second?.ghosts.waiting, second?.ghosts.healed], [0, 1, 0]);
        assert.deepEqual(second?.excludedByReason, { GHOST_AWAITS_LOGIN: 1 });
        const jobsNow = migration.proxy.requests.filter(({ path }) => path === '/api/v2/jobs/users-imports').length;
        assert.equal(jobsNow, jobs, 'nobody was sent');
        assert.deepEqual(await listed(2), [ANN.email]);

        // The password of the reset, which a repair would have thrown away.
        assert.equal((await migration.tenant.logIn(TARGET, ANN.email, NEW_PASSWORD)).status, 200);
        const third = (await runSecond()).report;
        assert.deepEqual([third?.ghosts.waiting, third?.ghosts.healed, third?.imported], [0, 1, 2]);
        assert.equal(third?.artifacts.ghosts, undefined);
        assert.equal(migration.proxy.requests.filter(({ method }) => method === 'DELETE').length, 0);
    });
});

function definitionOf(repair: string): string {
    return `source: { file: 'users.ndjson' }, userIds: { policy: 'retain' }, ghosts: { repair: ${repair} },`;
}

async function setOptions({ tenant }: OpenMigration, options: Record<string, unknown>): Promise<void> {
    assert.equal((await tenant.call('PATCH', `/api/v2/connections/${ID}`, { options })).status, 200);
}

function createAnn(tenant: OpenMigration['tenant']): Promise<Response> {
    return tenant.call('POST', '/api/v2/users', { connection: TARGET, email: ANN.email, password: NEW_PASSWORD });
}

async function resetPassword({ tenant }: OpenMigration): Promise<void> {
    const answer = await tenant.call('POST', '/api/v2/tickets/password-change', {
        connection_id: ID,
        email: ANN.email,
    });
    const { ticket } = (await answer.json()) as { ticket: string };
    const body = new URLSearchParams({ password: NEW_PASSWORD });
    assert.equal((await tenant.fetch(ticket, { method: 'POST', body })).status, 200);
}
