import assert from 'node:assert/strict';
import type { ReplacementException } from '../../checker/check-replacement.ts';
import { readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenReplacement, openReplacement } from './open-replacement.ts';

const NEW_PASSWORD = 'New-password-1';

/** What somebody does between the import of a user and its delete, and what is true of it in the end. */
interface WorldChange {
    readonly change: (world: OpenReplacement, id: string, email: string) => Promise<unknown>;
    readonly expected: ReplacementException;
    /** Why the first pass leaves it; undefined where it does not. */
    readonly reason?: string;
}

const connectionId = async ({ tenant }: OpenReplacement, name: string) =>
    (await tenant.management.connections.list({ name })).data[0]?.id ?? '';

const CHANGES: Readonly<Record<string, WorldChange>> = {
    'nothing at all': { change: () => Promise.resolve(), expected: { places: ['target'] } },
    'an edit': {
        change: ({ tenant }, id) => tenant.management.users.update(id, { nickname: 'edited' }),
        expected: { places: ['target'], allowed: { nickname: 'edited' } },
        reason: 'CHANGED_SINCE',
    },
    'a login through the source': {
        change: ({ tenant, passwords }, id, email) => tenant.logIn(SOURCE, email, passwords.get(id) ?? ''),
        expected: { places: ['target'] },
        reason: 'CHANGED_SINCE',
    },
    'a login through the target': {
        change: ({ tenant, passwords }, id, email) => tenant.logIn(TARGET, email, passwords.get(id) ?? ''),
        expected: { places: ['target'] },
    },
    'a new password': {
        change: ({ tenant }, id) => tenant.management.users.update(id, { password: NEW_PASSWORD }),
        // Its hash is older than the password, so it stays.
        expected: { places: ['source'], password: NEW_PASSWORD },
        reason: 'CHANGED_SINCE',
    },
    'a delete of the user of the source': {
        change: ({ tenant }, id) => tenant.management.users.delete(id),
        expected: { places: ['target'], mayLackAssignments: true },
        reason: 'CHANGED_SINCE',
    },
    'a delete of the copy': {
        change: async (world, _id, email) =>
            world.tenant.management.connections.users.deleteByEmail(await connectionId(world, TARGET), { email }),
        // What hung on the ID went with the copy, as the tenant has it.
        expected: { places: ['source'], mayLackAssignments: true },
        reason: 'NOT_COPIED',
    },
    'an address that is handed on': {
        change: async ({ tenant }, id, email) => {
            await tenant.management.users.update(id, { email: `moved-${email}` });
            await tenant.management.users.create({ connection: SOURCE, email, password: NEW_PASSWORD });
        },
        expected: { places: ['target', 'source'], allowed: { address: undefined } },
        reason: 'CHANGED_SINCE',
    },
    'a delete and another sign-up with the same address': {
        change: async ({ tenant }, id, email) => {
            await tenant.management.users.delete(id);
            await tenant.management.users.create({ connection: SOURCE, email, password: NEW_PASSWORD });
        },
        expected: { places: ['target'], mayLackAssignments: true },
        reason: 'CHANGED_SINCE',
    },
};

describe('a user who changes between the import and the delete', function () {
    this.timeout(120_000);
    let world: OpenReplacement;
    afterEach(() => world.close());

    for (const [name, { change, expected, reason }] of Object.entries(CHANGES)) {
        it(`is not lost: ${name}`, async () => {
            world = await openReplacement(3);
            const [id, email] = [world.idOf(2), 'user-2@example.com'];
            await changeBeforeSecondLook(world, email, () => change(world, id, email));
            await world.replace();
            const staying = await readLines(world.fileOf('pass-1-staying.ndjson'));
            assert.deepEqual(staying, reason === undefined ? [] : [{ userId: id, reason }]);
            const address =
                name === 'an address that is handed on'
                    ? { allowed: { address: { email: `moved-${email}`, isVerified: false }, picture: null } }
                    : {};
            const exceptions = new Map([[id, { ...expected, ...address }]]);
            assert.deepEqual(await world.violations({ exceptions, place: 'target' }), []);
            // Whatever is left, another attempt loses nobody either.
            await world.replace();
            const later = new Map([[id, { ...expected, ...address, places: ['source', 'target'] as const }]]);
            assert.deepEqual(await world.violations({ exceptions: later, place: 'target' }), []);
        });
    }

    it('is not lost either where a call by ID reaches the newer of two users, as the copy is', async () => {
        const changes = Object.values(CHANGES);
        world = await openReplacement(changes.length, { tenant: { unverified: ['shared-id-reaches-newer'] } });
        const looks = new Map<string, number>();
        world.proxy.interferences = {
            async beforeTenant({ path, query }) {
                const email = query.get('email') ?? '';
                if (path !== '/api/v2/users-by-email') return undefined;
                looks.set(email, (looks.get(email) ?? 0) + 1);
                const number = Number(/^user-(\d+)@/.exec(email)?.[1]);
                // Auth0 refuses a second user with an address that is not free.
                if (looks.get(email) === 2)
                    await changes[number - 1]?.change(world, world.idOf(number), email).catch(() => undefined);
                return undefined;
            },
        };
        const exceptions = new Map(
            changes.map(({ expected }, index) => [
                world.idOf(index + 1),
                { ...expected, places: ['source', 'target', 'both'] as const },
            ]),
        );
        for (let attempt = 1; attempt <= 2; attempt += 1) {
            await world.replace();
            const lost = (await world.violations({ exceptions })).filter((line) => /is in|password/.test(line));
            assert.deepEqual(lost, [], `attempt ${attempt}`);
        }
    });
});

/** Lets somebody act just before the second look at a user, when its copy is in the target. */
async function changeBeforeSecondLook(
    { proxy }: OpenReplacement,
    email: string,
    act: () => Promise<unknown>,
): Promise<void> {
    let looks = 0;
    proxy.interferences = {
        async beforeTenant({ path, query }) {
            if (path !== '/api/v2/users-by-email' || query.get('email') !== email) return undefined;
            looks += 1;
            if (looks === 2) await act();
            return undefined;
        },
    };
    await Promise.resolve();
}
