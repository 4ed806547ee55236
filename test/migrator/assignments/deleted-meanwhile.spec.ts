import assert from 'node:assert/strict';
import type { RunOutcome } from '../../../migrator/index.ts';
import type { InterferingProxy, PassingRequest } from '../running/interfering-proxy.ts';
import { readLines } from '../running/open-migration.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const ALL = Array.from({ length: 12 }, (_, number) => number);
const NAMES = ['acme', 'zoo'] as const;

/** Where something happens: before how manieth request of a kind. */
interface Moment {
    readonly side: 'source' | 'target';
    readonly method: string;
    readonly path: RegExp;
    readonly number: number;
}

const USERS_OF_ROLE = /\/roles\/([^/]*)\/users$/;
const MEMBERS = /\/organizations\/([^/]*)\/members$/;
const CONNECTIONS = /\/organizations\/([^/]*)\/enabled_connections$/;

// The plan counts first; what is compared and written comes after the import. A list of members ends with an empty page.
const MOMENTS: readonly (Moment & { readonly name: string; readonly kind: 'role' | 'organization' })[] = [
    ...(
        [
            ['role', USERS_OF_ROLE, 1],
            ['organization', MEMBERS, 2],
        ] as const
    ).flatMap(([kind, path, pages]) => {
        const [source, target] = [
            { kind, path, side: 'source' as const, method: 'GET' },
            { kind, path, side: 'target' as const, method: 'GET' },
        ];
        return [
            { ...source, name: 'in the source while it is counted', number: 1 },
            { ...source, name: 'in the source while it is read', number: pages + 1 },
            { ...target, name: 'in the target while it is read', number: 1 },
            { ...target, name: 'in the target before it is written', method: 'POST', number: 1 },
            { ...target, name: 'in the target before it is verified', number: pages + 1 },
        ];
    }),
    ...['GET', 'POST'].map((method) => ({
        name: `in the target before its connections are ${method === 'GET' ? 'read' : 'written'}`,
        ...{ kind: 'organization' as const, path: CONNECTIONS, side: 'target' as const, method },
        number: method === 'GET' ? 2 : 1,
    })),
];

describe('a role or an organization that is deleted in the middle', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    /** IDs of the first role and the first organization, by tenant. */
    let firsts: Record<'source' | 'target', Record<'role' | 'organization', string>>;
    afterEach(() => world.close());

    const open = async (missing: 'refuse' | 'create'): Promise<void> => {
        world = await openTwoTenants(`roles: { missing: '${missing}' }, organizations: { missing: '${missing}' },`);
        firsts = { source: { role: '', organization: '' }, target: { role: '', organization: '' } };
        for (const side of ['source', 'target'] as const) {
            const { management: sdk } = world[side].tenant;
            for (const name of [...NAMES].reverse()) {
                const { id: role = '' } = await sdk.roles.create({ name });
                const { id: organization = '' } = await sdk.organizations.create({ name });
                firsts[side] = { role, organization };
                if (side === 'target') continue;
                const users = ALL.map((number) => world.idOf(number));
                await sdk.roles.users.assign(role, { users });
                await sdk.organizations.members.create(organization, { members: users.slice(0, 10) });
            }
        }
    };

    /** Deletes it in the moment before a request about it. */
    const deleteBefore = (kind: 'role' | 'organization', { side, method, path, number }: Moment) => {
        const id = firsts[side][kind];
        const proxy: InterferingProxy = world[side].proxy;
        let seen = 0;
        proxy.interferences = {
            async beforeTenant(passing: PassingRequest) {
                if (passing.method !== method || path.exec(passing.path)?.[1] !== id) return undefined;
                seen += 1;
                const { organizations, roles } = world[side].tenant.management;
                if (seen === number) await (kind === 'role' ? roles : organizations).delete(id);
                return undefined;
            },
        };
        return () => seen >= number;
    };

    const attempt = async (): Promise<RunOutcome | { readonly code: string }> => {
        try {
            return await world.run();
        } catch (error) {
            return error as { code: string };
        }
    };

    for (const { name, kind, ...moment } of MOMENTS) {
        it(`stops nobody else: ${kind} ${name}`, async () => {
            await open('refuse');
            const wasDeleted = deleteBefore(kind, moment);
            const outcome = await attempt();
            assert.ok(wasDeleted());
            const held = await world.heldByMoved(0);
            const names = (of: 'role' | 'organization') => (of === kind ? ['zoo'] : ['acme', 'zoo']);
            assert.deepEqual(held.roles, names('role'));
            assert.deepEqual(
                held.organizations,
                names('organization').map((organization) => `${organization}: `),
            );
            // What the target lacks by now, the definition refuses; what the source has lost is no fault.
            if (moment.side === 'target')
                assert.equal('code' in outcome && outcome.code, 'ASSIGNMENTS_MISSING_IN_TARGET');
            else assert.equal('report' in outcome && outcome.report?.isVerified, true);
            if (/counted|verified/.test(name)) return;
            const [listed] = await readLines(world.source.fileOf('pass-1-unassigned.ndjson'));
            assert.deepEqual([listed?.['id'], listed?.['status']], [firsts.target[kind], 404]);
        });
    }

    it('is not made where it was to be: the source has it no more', async () => {
        await open('create');
        const { management: sdk } = world.target.tenant;
        await sdk.roles.delete(firsts.target.role);
        deleteBefore('role', { side: 'source', method: 'GET', path: /\/roles\/([^/]*)\/permissions$/, number: 1 });
        const outcome = await attempt();
        assert.equal('report' in outcome && outcome.report?.isVerified, true);
        const roles = await sdk.roles.list();
        assert.deepEqual(
            roles.data.map(({ name }) => name),
            ['zoo'],
        );
        assert.deepEqual((await world.heldByMoved(0)).roles, ['zoo']);
    });
});
