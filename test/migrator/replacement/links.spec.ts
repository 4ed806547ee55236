import assert from 'node:assert/strict';
import { readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenReplacement, openReplacement } from './open-replacement.ts';

const USERS = 8;
const BYSTANDERS = [1, 2, 3, 4, 5].map((number) => ({
    user: { connection: 'bystanders', user_id: `b${number}`, email: `b${number}@example.com` },
}));

/** A link that somebody makes while its user is replaced, by number of the user. */
const MEANWHILE: Readonly<Record<number, (world: OpenReplacement, id: string) => Promise<unknown>>> = {
    6: (world, id) => link(world, id, 'auth0|b3'),
    7: (world, id) => link(world, 'auth0|b4', id, SOURCE),
    8: (world, id) => link(world, 'auth0|b5', id, TARGET),
};

describe('linked users in a replacement', function () {
    this.timeout(120_000);
    let world: OpenReplacement;
    afterEach(() => world.close());

    // Each identity of the tenant under the user that has it.
    const linksOf = async () => {
        const { data } = await world.tenant.management.users.list({ per_page: 100 });
        return data
            .filter(({ identities = [] }) => identities.length > 1)
            .map(({ user_id: id, identities = [] }) => {
                const parts = identities.map(({ connection, user_id: own }) => `${connection ?? ''} ${own ?? ''}`);
                return `${id ?? ''}: ${parts.join(', ')}`;
            })
            .sort();
    };

    it('keep their links, whoever is the primary, and whether the link was there before or is made on the way', async () => {
        world = await openReplacement(USERS, { seed: [{ connection: { name: 'bystanders' } }, ...BYSTANDERS] });
        await link(world, world.idOf(1), 'auth0|b1');
        await link(world, 'auth0|b2', world.idOf(2), SOURCE);
        await link(world, world.idOf(3), world.idOf(4), SOURCE);
        const looks = new Map<string, number>();
        world.proxy.interferences = {
            async beforeTenant({ path, query }) {
                if (path !== '/api/v2/users-by-email') return undefined;
                const number = Number(/^user-(\d+)@/.exec(query.get('email') ?? '')?.[1]);
                const count = (looks.get(String(number)) ?? 0) + 1;
                looks.set(String(number), count);
                if (count === 2) await MEANWHILE[number]?.(world, world.idOf(number));
                return undefined;
            },
        };
        const { report } = await world.replace();
        const links = [
            'auth0|b2: bystanders b2, legacy u00002',
            'auth0|b4: bystanders b4, legacy u00007',
            'auth0|b5: bystanders b5, customers u00008',
            'auth0|u00001: legacy u00001, bystanders b1',
            'auth0|u00003: legacy u00003, legacy u00004',
            'auth0|u00006: legacy u00006, bystanders b3',
        ];
        assert.deepEqual(await linksOf(), links);
        assert.equal(report?.replacement?.replacedInAll, 1);
        for (let attempt = 2; attempt <= 3; attempt += 1) {
            await world.replace();
            assert.deepEqual(await linksOf(), links, `attempt ${attempt}`);
        }
        const excluded = await readLines(world.fileOf('pass-1-excluded.ndjson'));
        const reasons = excluded.map(({ sourceUserId, reason }) => `${String(sourceUserId)} ${String(reason)}`).sort();
        assert.deepEqual(reasons, [
            'auth0|b2 LINKED_TO_ANOTHER_PRIMARY',
            `${world.idOf(1)} LINKED_IN_SOURCE`,
            `${world.idOf(3)} LINKED_IN_SOURCE`,
        ]);
    });
});

async function link(
    { tenant }: OpenReplacement,
    primary: string,
    secondary: string,
    connection?: string,
): Promise<void> {
    const { management } = tenant;
    const { data } = connection === undefined ? { data: [] } : await management.connections.list({ name: connection });
    const of = data[0]?.id === undefined ? {} : { connection_id: data[0].id };
    await management.users.identities.link(primary, { provider: 'auth0', user_id: secondary, ...of });
}
