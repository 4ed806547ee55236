import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../migrator/clock.ts';
import { ERROR_CODES, isMigrationError, type MigrationSettings } from '../../migrator/index.ts';
import { assertMigrated } from '../checker/check-migration.ts';
import { givePasswords } from '../checker/known-passwords.ts';
import { noSearchLag } from '../migrator/running/no-search-lag.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE } from '../migrator/running/open-migration.ts';

const USERS = 12;
const GHOST = 5;
const SETTINGS: Partial<MigrationSettings> = {
    ...{ maxImportFileBytes: 1_500, expectedUsersPerSecond: 1_000 },
    clock: noSearchLag,
};
/** `FAULT_MATRIX=all` (or `CRASH_POINTS=all`) tries every combination, which takes minutes; otherwise so many, spread over all. */
const SAMPLE = 8;
const isAll = process.env['FAULT_MATRIX'] === 'all' || process.env['CRASH_POINTS'] === 'all';

/** A fault as the control API takes it. */
interface Order {
    readonly kind: string;
    readonly [field: string]: unknown;
}

/** Every call of a run by the stage that makes it: its route, and how many earlier ones are of another stage. */
const CALLS = [
    { at: 'checks: token', route: 'POST /oauth/token' },
    { at: 'checks: connections', route: 'GET /api/v2/connections' },
    { at: 'export: job made', route: 'POST /api/v2/jobs/users-exports' },
    { at: 'export: job read', route: 'GET /api/v2/jobs/{id}' },
    { at: 'export: download', route: 'GET /_exports/{id}/{file}' },
    { at: 'import: job made', route: 'POST /api/v2/jobs/users-imports' },
    { at: 'import: another job made', route: 'POST /api/v2/jobs/users-imports', skip: 2 },
    { at: 'import: job read', route: 'GET /api/v2/jobs/{id}', skip: 4 },
    { at: 'import: errors read', route: 'GET /api/v2/jobs/{id}/errors' },
    { at: 'reconcile: look-up', route: 'GET /api/v2/users-by-email' },
    { at: 'reconcile: search', route: 'GET /api/v2/users' },
    { at: 'reconcile: scripts read', route: 'GET /api/v2/connections/{id}' },
    { at: 'reconcile: delete', route: 'DELETE /api/v2/connections/{id}/users' },
    { at: 'verify: job made', route: 'POST /api/v2/jobs/users-exports', skip: 2 },
    { at: 'verify: download', route: 'GET /_exports/{id}/{file}', skip: 2 },
] as const;

const ANYWHERE: Readonly<Record<string, Order>> = {
    'a 502 before the work': { kind: 'error-answer', status: 502, when: 'before' },
    'a 502 after the work': { kind: 'error-answer', status: 502, when: 'after' },
    'a 500 before the work': { kind: 'error-answer', status: 500, when: 'before' },
    'a line cut before the work': { kind: 'dropped-connection', when: 'before' },
    'a line cut after the work': { kind: 'dropped-connection', when: 'after' },
    'a rate limit': { kind: 'rate-limit', reset_in_s: 1 },
    'a slow answer': { kind: 'slow-answer', delay_ms: 400 },
};

const DOWNLOADS = 'GET /_exports/{id}/{file}';
const EXPORTS = 'POST /api/v2/jobs/users-exports';
const IMPORTS = 'POST /api/v2/jobs/users-imports';
const SOMEWHERE: Readonly<Record<string, Order>> = {
    'export: a job that fails': { kind: 'failed-job', route: EXPORTS },
    'export: a job that fails half way': { kind: 'failed-job', route: EXPORTS, after_users: 5 },
    'export: a download that breaks off': { kind: 'truncated-download', route: DOWNLOADS },
    'export: a download that ends too soon': { kind: 'truncated-download', route: DOWNLOADS, ends: 'cleanly' },
    'export: a link that has expired': { kind: 'expired-link', route: DOWNLOADS },
    'import: a job that fails': { kind: 'failed-job', route: IMPORTS },
    'import: a job that fails half way': { kind: 'failed-job', route: IMPORTS, after_users: 2 },
    'import: errors that are lost': { kind: 'lost-errors' },
    'reconcile: a search that stands still': { kind: 'frozen-index' },
    'verify: a job that fails': { kind: 'failed-job', route: EXPORTS, skip: 2 },
    'verify: a download that breaks off': { kind: 'truncated-download', route: DOWNLOADS, skip: 2 },
    'verify: a download that ends too soon': {
        ...{ kind: 'truncated-download', route: DOWNLOADS, skip: 2 },
        ends: 'cleanly',
    },
    'verify: a link that has expired': { kind: 'expired-link', route: DOWNLOADS, skip: 2 },
};

/** Jobs that never end, each in a tenant of its own: they keep its slots. */
const ENDLESS: Readonly<Record<string, Order>> = {
    'export: a job without end': { kind: 'endless-job', route: EXPORTS },
    'import: a job without end': { kind: 'endless-job', route: IMPORTS },
    'import: a job that stands still half way': { kind: 'endless-job', route: IMPORTS, after_users: 2 },
    'verify: a job without end': { kind: 'endless-job', route: EXPORTS, skip: 2 },
};

describe('a run with a fault that the tenant itself makes', () => {
    const combinations: { name: string; order: Order }[] = [
        ...CALLS.flatMap(({ at, ...place }) =>
            Object.entries(ANYWHERE).map(([what, order]) => ({
                name: `${at}: ${what}`,
                order: { ...order, ...place },
            })),
        ),
        ...Object.entries(SOMEWHERE).map(([name, order]) => ({ name, order })),
    ];
    const chosen = chosenOf(combinations);
    const [endless = '', ...moreEndless] = Object.keys(ENDLESS);
    let migration: OpenMigration | undefined;
    afterEach(() => migration?.close());

    it('completes, or stops with a code and completes when it is run again', async function () {
        this.timeout(4 * 60 * 60_000);
        migration = await openWith(chosen.length);
        let stopped = 0;
        for (const [index, { name, order }] of chosen.entries()) {
            stopped += (await runWith(migration, name, order, `target-${index + 1}`)) ? 1 : 0;
        }
        console.log(
            `      ${chosen.length} of ${combinations.length} combinations${isAll ? '' : ' (FAULT_MATRIX=all for every one)'}; ${stopped} stopped first`,
        );
    });

    for (const name of isAll ? [endless, ...moreEndless] : [moreEndless[0] ?? endless]) {
        it(`gives up waiting when Auth0 would, and completes: ${name}`, async function () {
            this.timeout(300_000);
            migration = await openWith(1);
            const order = ENDLESS[name];
            assert.ok(order);
            const isStopped = await runWith(
                migration,
                name,
                order,
                'target-1',
                { timeBudgetMinutes: 2.5 / 60 },
                twoHoursLater(),
            );
            assert.ok(isStopped, name);
        });
    }
});

async function openWith(targets: number): Promise<OpenMigration> {
    const names = Array.from({ length: targets }, (_, index) => `target-${index + 1}`);
    const { users, hashExport } = await givePasswords(SOURCE, inventUsers(USERS));
    const migration = await openMigration({
        users,
        targets: names,
        seed: names.map((connection) => ({ ghost: { connection, email: `user-${GHOST}@example.com` } })),
        definition:
            "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' }, ghosts: { repair: { max: 1 } },",
        tenant: { control: true },
    });
    await writeFile(join(migration.folder, 'hashes.ndjson'), hashExport);
    return migration;
}

/** Runs with a fault, and once more without where that stopped; looks that everybody is there once. Tells whether it stopped. */
async function runWith(
    migration: OpenMigration,
    name: string,
    order: Order,
    to: string,
    first: Partial<MigrationSettings> = {},
    second: Partial<MigrationSettings> = {},
): Promise<boolean> {
    const control = async (method: string, path: string, body?: object) => {
        const { tenant } = migration;
        const answer = await tenant.fetch(`https://${tenant.domain}/_local/${path}`, {
            method,
            ...(body === undefined
                ? {}
                : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        });
        assert.ok(answer.ok, `${name}: ${await answer.clone().text()}`);
        return answer;
    };
    await control('POST', 'faults', { count: 1, ...order });
    let stopped = false;
    const outcome = await migration.run({ ...SETTINGS, to, runId: to, ...first }).catch((error: unknown) => {
        stopped = true;
        assert.ok(isMigrationError(error), `${name}: ${String(error)}`);
        assert.ok(ERROR_CODES.includes(error.code), name);
        return undefined;
    });
    const { faults } = (await (await control('GET', 'faults')).json()) as { faults: { applied: number }[] };
    if (order.kind !== 'frozen-index')
        assert.deepEqual(
            faults.map(({ applied }) => applied),
            [1],
            `${name}: it happened`,
        );
    await control('DELETE', 'faults');
    const { report } = outcome ?? (await migration.run({ ...SETTINGS, to, runId: to, ...second }));
    assert.equal(report?.isVerified, true, name);
    assert.deepEqual([report.sourceUsers, report.imported, report.rejected], [USERS, USERS, 0], name);
    const emails = (await migration.usersOf(to)).map(({ email }) => email);
    assert.equal(new Set(emails).size, USERS, name);
    assert.equal(emails.length, USERS, name);
    const side = { ...migration.tenant, connection: to };
    await assertMigrated({
        source: { ...side, connection: SOURCE },
        target: side,
        idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
        passwords: (await givePasswords(SOURCE, inventUsers(USERS))).passwords,
        name,
    });
    return stopped;
}

/** A clock that is so far ahead that Auth0 would have called the jobs of the first run failed. */
function twoHoursLater(): { clock: Clock } {
    const aheadMs = 2 * 3_600_000 + 10 * 60_000;
    return { clock: { ...systemClock, now: () => systemClock.now() + aheadMs } };
}

function chosenOf<T>(all: readonly T[]): readonly T[] {
    const step = isAll ? 1 : Math.ceil(all.length / SAMPLE);
    return all.filter((_, index) => index % step === 0);
}
