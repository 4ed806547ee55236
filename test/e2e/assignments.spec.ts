import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../migrator/index.ts';
import type { IdPolicy } from '../checker/aspects.ts';
import { assertAssigned } from '../checker/check-assignments.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';

/** `ASSIGNMENT_USERS=3000` takes minutes: the checker asks user by user. */
const USERS = inventUsers(Number(process.env['ASSIGNMENT_USERS'] ?? 200)).map((user, place, { length }) => {
    const factors = factorsOf(place, length);
    return factors.length === 0 ? user : { ...user, mfa_factors: factors };
});
const ROLES = 12;
const PERMISSIONS = 40;
const ORGANIZATIONS = 25;
const API = 'https://everything.example.com';

const POLICIES: Readonly<Record<IdPolicy['policy'], { definition: string; idPolicy: IdPolicy }>> = {
    regenerate: {
        definition: '',
        idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
    },
    retain: { definition: "userIds: { policy: 'retain' },", idPolicy: { policy: 'retain' } },
    prefix: {
        definition: "userIds: { policy: 'prefix', prefix: 'moved-' },",
        idPolicy: { policy: 'prefix', prefix: 'moved-' },
    },
};

/** Pairs of users of whom one is linked to the other. */
const PAIRS = Math.floor(USERS.length / 20);

/** Second factors of all kinds that can be imported; of nobody who is linked, for a part of somebody else has none. */
function factorsOf(place: number, users: number): object[] {
    if (place >= users / 2) return [];
    return [
        ...(place % 5 === 0 ? [{ totp: { secret: 'JBSWY3DPEHPK3PXP' } }] : []),
        ...(place % 7 === 0 ? [{ phone: { value: `+1212555${String(place).padStart(4, '0')}` } }] : []),
        ...(place % 11 === 0 ? [{ email: { value: `factor-${place}@example.net` } }] : []),
    ];
}
const FACTORS = USERS.reduce((sum, _, place) => sum + factorsOf(place, USERS.length).length, 0);

/** Writes the export of second factors that Auth0's support makes. */
async function exportFactors({ folder }: OpenMigration): Promise<void> {
    const lines = USERS.flatMap(({ user_id: id, mfa_factors: factors }) =>
        factors === undefined ? [] : [{ user_id: `auth0|${String(id)}`, mfa_factors: factors }],
    );
    await writeFile(join(folder, 'factors.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const COPY =
    "mfaFactors: { file: 'factors.ndjson' }, linkedAccounts: 'copy', roles: { missing: 'create' }, organizations: { missing: 'create' }, permissions: { missing: 'create' },";

/** Gives the users of the source everything, by the official SDK. */
async function furnish({ tenant: { management: sdk } }: OpenMigration): Promise<void> {
    const ids = USERS.map(({ user_id: id }) => `auth0|${String(id)}`);
    const scopes = Array.from({ length: PERMISSIONS }, (_, number) => ({ value: `do:${number}` }));
    await sdk.resourceServers.create({ identifier: API, scopes });
    const roles: string[] = [];
    for (let number = 0; number < ROLES; number += 1) {
        const { id = '' } = await sdk.roles.create({ name: `role ${number}`, description: `The role ${number}.` });
        roles.push(id);
        const permission = { resource_server_identifier: API, permission_name: `do:${number}` };
        await sdk.roles.permissions.add(id, { permissions: [permission] });
        const users = ids.filter((_, place) => place % ROLES === number || place % 7 === number);
        for (let at = 0; at < users.length; at += 50)
            await sdk.roles.users.assign(id, { users: users.slice(at, at + 50) });
    }
    for (let number = 0; number < ORGANIZATIONS; number += 1) {
        const { id = '' } = await sdk.organizations.create({ name: `org-${number}`, display_name: `Org ${number}` });
        const members = ids.filter((_, place) => place % ORGANIZATIONS === number || place % 11 === number);
        for (let at = 0; at < members.length; at += 10)
            await sdk.organizations.members.create(id, { members: members.slice(at, at + 10) });
        for (const user of members.slice(0, 3))
            await sdk.organizations.members.roles.assign(id, user, {
                roles: [roles[number % ROLES] ?? '', roles[(number + 1) % ROLES] ?? ''],
            });
    }
    for (let number = 0; number < PERMISSIONS; number += 1) {
        const permission = { resource_server_identifier: API, permission_name: `do:${number}` };
        await sdk.users.permissions.create(ids[number * 3] ?? '', { permissions: [permission] });
    }
    for (let pair = 1; pair <= PAIRS; pair += 1) {
        const [primary = '', secondary = ''] = ids.slice(ids.length - 2 * pair);
        await sdk.users.identities.link(primary, { provider: 'auth0', user_id: secondary.replace('auth0|', '') });
    }
}

/** Says what was there, since a run at full size is one to tell of. */
function announce({ assignments }: Report): void {
    const words = Object.entries(assignments?.wanted ?? {}).map(([kind, number]) => `${number} ${kind}`);
    console.log(
        `      ${USERS.length} users: ${words.join(', ')}, ${FACTORS} second factors; ${assignments?.calls ?? 0} calls`,
    );
}

describe('roles, organizations, permissions, links and second factors, walked user by user', function () {
    this.timeout(20 * 60_000);
    let source: OpenMigration;
    let target: OpenMigration | undefined;
    afterEach(async () => {
        await source.close();
        await target?.close();
        target = undefined;
    });

    for (const policy of ['regenerate', 'retain', 'prefix'] as const) {
        it(`are the same in another tenant, with the policy ${policy}`, async () => {
            const { definition, idPolicy } = POLICIES[policy];
            source = await openMigration({ users: USERS, definition: definition + COPY });
            target = await openMigration({ users: [] });
            await furnish(source);
            await exportFactors(source);
            await target.tenant.management.resourceServers.create({ identifier: API });
            const { report } = await source.run({ target: target.settings().target });
            assert.equal(report?.isVerified, true);
            const checked = await assertAssigned({
                source: { ...source.tenant, connection: SOURCE },
                target: { ...target.tenant, connection: TARGET },
                ...{ idPolicy, name: policy },
            });
            const { roles, organizations, permissions, links } = report.assignments?.wanted ?? {};
            assert.equal(links, PAIRS);
            assert.deepEqual(checked, {
                assignments: Number(roles) + Number(organizations) + Number(permissions) + PAIRS,
                factors: FACTORS,
            });
            assert.ok(FACTORS > 0);
            announce(report);
        });
    }

    for (const policy of ['regenerate', 'prefix'] as const) {
        it(`are the same in one tenant, with the policy ${policy}`, async () => {
            const { definition, idPolicy } = POLICIES[policy];
            source = await openMigration({ users: USERS, definition: definition + COPY });
            await furnish(source);
            await exportFactors(source);
            const { report } = await source.run();
            assert.equal(report?.isVerified, true);
            announce(report);
            const { factors } = await assertAssigned({
                source: { ...source.tenant, connection: SOURCE },
                target: { ...source.tenant, connection: TARGET },
                ...{ idPolicy, name: policy },
            });
            assert.equal(factors, FACTORS);
        });
    }
});
