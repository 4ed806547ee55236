import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Finding } from '../../../migrator/checks/finding.ts';
import { systemClock } from '../../../migrator/clock.ts';
import { formatPlan, inspectMigration, type MigrationSettings, planMigration } from '../../../migrator/index.ts';
import { ImportSlots, importSlotsFolder } from '../../../migrator/locks/import-slots.ts';
import { importsOf, inventUsers, type OpenMigration, openMigration, TARGET } from '../running/open-migration.ts';

const ENOUGH = [
    'read:users',
    'create:users',
    'update:users',
    'read:connections',
    'read:connections_options',
    'read:guardian_factors',
];
const CLIENT = { name: 'Narrow', client_id: 'narrow', client_secret: 'narrow-secret' };

describe('the checks of both tenants', function () {
    this.timeout(300_000);
    let migration: OpenMigration | undefined;
    afterEach(async () => {
        await migration?.close();
        migration = undefined;
    });

    /** Opens a migration whose application has these scopes only. */
    const openWith = async (scope: readonly string[], rest: Partial<Parameters<typeof openMigration>[0]> = {}) => {
        migration = await openMigration({
            users: inventUsers(3),
            ...rest,
            seed: [{ client: { ...CLIENT, scope } }, ...(rest.seed ?? [])],
        });
        return asNarrow(migration.settings());
    };
    const asNarrow = ({ source, target, ...settings }: MigrationSettings): MigrationSettings => {
        const credentials = { domain: target.credentials.domain, clientId: 'narrow', clientSecret: 'narrow-secret' };
        return {
            ...settings,
            source: source === undefined ? undefined : { ...source, credentials },
            target: { ...target, credentials },
        };
    };
    const opened = (): OpenMigration => {
        assert.ok(migration !== undefined);
        return migration;
    };
    const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code);

    it('names every scope that is missing, of both ends, by what the definition asks for', async () => {
        const settings = await openWith(['read:users'], { definition: 'ghosts: { repair: { max: 5 } },' });
        const { refusals } = await inspectMigration(settings);
        assert.deepEqual(
            refusals.map(({ code }) => code),
            ['MISSING_SCOPES', 'MISSING_SCOPES'],
        );
        assert.match(refusals[0]?.message ?? '', /source tenant .* lacks read:connections\./);
        assert.match(
            refusals[1]?.message ?? '',
            /target tenant .* lacks create:users, read:connections, delete:users\./,
        );
        await assert.rejects(planMigration(settings), { code: 'MISSING_SCOPES' });
    });

    it('says what it cannot check for want of a scope, and goes on', async () => {
        const settings = await openWith(['read:users', 'create:users', 'read:connections']);
        const { findings, refusals } = await inspectMigration(settings);
        assert.deepEqual(refusals, []);
        assert.deepEqual(codesOf(findings), ['OPTIONAL_SCOPES_MISSING', 'CONNECTION_OPTIONS_HIDDEN']);
        assert.match(findings[0]?.message ?? '', /read:connections_options \(.*\); read:guardian_factors/);
        const { report } = await opened().run();
        assert.equal(report?.imported, 3);
    });

    it('refuses a target that is enabled for no client, in every place but a preview, which warns', async () => {
        const settings = await openWith(ENOUGH, {
            targets: [],
            seed: [{ connection: { name: TARGET, enabled_clients: [] } }],
        });
        const { findings, refusals } = await inspectMigration(settings);
        assert.deepEqual([refusals, codesOf(findings)], [[], ['NO_ENABLED_CLIENT']]);
        const plan = await planMigration(settings);
        assert.deepEqual(
            plan.refusals.map(({ code }) => code),
            ['CONNECTION_DISABLED'],
        );
        for (const phase of ['prepare', 'copy'] as const) {
            await assert.rejects(opened().run({ phase }), { code: 'CONNECTION_DISABLED' }, phase);
        }
        assert.equal(importsOf(opened().proxy).length, 0);
    });

    it('tells the rate plan of the target from its answers, and what it means in minutes', async () => {
        migration = await openMigration({ users: inventUsers(3), tenant: { plan: 'free' } });
        const plan = await planMigration(migration.settings());
        assert.equal(plan.pace.ratePlan, 'free');
        assert.equal(plan.pace.usersPerSecondAndJob, 5.56);
        const note = plan.findings.find(({ code }) => code === 'RATE_PLAN');
        assert.match(note?.message ?? '', /plan "free": 2 calls at once and 120 per minute/);
    });

    it('knows the factors that are on in the tenant', async () => {
        const settings = await openWith(ENOUGH, {
            definition: "transform: (user) => ({ ...user, mfa_factors: [{ totp: { secret: 'JBSWY3DPEHPK3PXP' } }] }),",
        });
        const off = await planMigration(settings);
        assert.match(off.findings.find(({ code }) => code === 'FACTORS_OFF')?.message ?? '', /3 have totp \(`otp`\)/);
        const { tenant } = opened();
        const answer = await fetch(`https://${tenant.domain}/api/v2/guardian/factors/otp`, {
            method: 'PUT',
            headers: { authorization: `Bearer ${await tenant.token()}`, 'content-type': 'application/json' },
            body: '{"enabled":true}',
        });
        assert.equal(answer.status, 200);
        const on = await planMigration(settings);
        assert.deepEqual(
            codesOf(on.findings).filter((code) => code.startsWith('FACTORS')),
            [],
        );
    });

    it('sees imports of this machine and of other runs of the project, and says that it sees no others', async () => {
        migration = await openMigration({ users: inventUsers(60), tenant: { jobRate: 30 } });
        const settings = migration.settings();
        const quiet = await migration.run({ phase: 'prepare' });
        assert.deepEqual(codesOf(quiet.findings), ['IMPORT_JOBS_UNSEEN']);

        const slots = new ImportSlots(importSlotsFolder(settings.target.credentials.domain), 2, systemClock);
        const slot = await slots.acquire(new AbortController().signal);
        const held = await migration.run({ phase: 'prepare' });
        assert.match(held.findings[0]?.message ?? '', /1 of 2 import slots are held/);
        await slot.release();

        // A run that ends while its job is pending leaves the job in its journal.
        const stop = new AbortController();
        migration.proxy.interferences = {
            afterTenant: ({ path }) => {
                if (path === '/api/v2/jobs/users-imports') stop.abort();
                return undefined;
            },
        };
        await assert.rejects(
            migration.run({
                signal: stop.signal,
            }),
            { code: 'RUN_STOPPED' },
        );
        const other = await migration.run({ phase: 'prepare', runId: 'another' });
        assert.match(other.findings[0]?.message ?? '', /pending: job_\w+ of the run run\)/);
    });

    it('takes the speed of earlier jobs in the same tenant for its minutes', async () => {
        migration = await openMigration({ users: inventUsers(60) });
        const first = await planMigration(migration.settings());
        assert.equal(first.pace.basis, 'documented');
        await migration.run();
        const second = await planMigration(migration.settings({ runId: 'second' }));
        assert.equal(second.pace.basis, 'measured');
        assert.ok(second.pace.usersPerSecondAndJob > 0);
        assert.match(formatPlan(second), /based on earlier jobs in this tenant/);
    });

    it('finds a custom database without import mode before anything is sent', async () => {
        const settings = await openWith(ENOUGH, {
            targets: [],
            seed: [{ connection: { name: TARGET, options: { enabledDatabaseCustomization: true } } }],
        });
        await assert.rejects(planMigration(settings), { code: 'CUSTOM_DATABASE_WITHOUT_IMPORT_MODE' });
        const { refusals } = await inspectMigration({ ...settings, runsFolder: join('runs', 'x') });
        assert.deepEqual(
            refusals.map(({ code }) => code),
            ['CUSTOM_DATABASE_WITHOUT_IMPORT_MODE'],
        );
    });

    it('refuses a target whose addresses are not unique, and says it of a source', async () => {
        const options = { attributes: { email: { unique: false, identifier: { active: true } } } };
        const shared = await openWith(ENOUGH, { targets: [], seed: [{ connection: { name: TARGET, options } }] });
        const { refusals } = await inspectMigration(shared);
        assert.deepEqual(
            refusals.map(({ code }) => code),
            ['EMAILS_NOT_UNIQUE'],
        );
        await assert.rejects(opened().run(), { code: 'EMAILS_NOT_UNIQUE' });
        assert.equal(importsOf(opened().proxy).length, 0);
        await opened().close();
        const other = await openWith(ENOUGH, { seed: [{ connection: { name: 'shared', options } }] });
        assert.ok(other.source);
        const { findings } = await inspectMigration({
            ...other,
            source: { ...other.source, connectionName: 'shared' },
        });
        assert.ok(codesOf(findings).includes('EMAILS_SHARED_IN_SOURCE'));
    });
});
