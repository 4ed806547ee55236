import assert from 'node:assert/strict';
import { inspectSwitch, openLogins } from '../../../migrator/index.ts';
import { beforeFirst } from '../converge/meddle.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const MOST_CONNECTIONS = 10;
const others = Array.from({ length: MOST_CONNECTIONS - 1 }, (_, number) => `other-${number}`);

describe('organizations at a cut-over inside one tenant', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    beforeEach(async () => {
        const seed = others.map((name) => ({ connection: { name } }));
        world = await openCutover({ users: inventUsers(2), seed });
        await world.run();
    });
    afterEach(() => world.close());

    const sdk = () => world.tenant.management.organizations;
    const create = async (name: string, connections: readonly string[]): Promise<string> => {
        const { id = '' } = await sdk().create({ name });
        for (const connection of connections)
            await sdk().enabledConnections.add(id, { connection_id: await world.connectionId(connection) });
        return id;
    };
    const connectionsOf = async (id: string) =>
        (await sdk().enabledConnections.list(id)).data.map(({ connection }) => connection?.name);

    it('are refused in the preview where one has no place for the target connection', async () => {
        const free = await create('free', [SOURCE]);
        const full = await create('full', [SOURCE, ...others]);
        const { refusals } = await inspectSwitch(world.switchSettings('target'));
        assert.deepEqual(
            refusals.map(({ code }) => code),
            ['ASSIGNMENT_LIMIT_PASSED'],
        );
        assert.match(refusals[0]?.message ?? '', /^1 organization has 10 connections, .* none of them: full\./);
        assert.equal(await refusalOf(openLogins(world.switchSettings('target'))), 'ASSIGNMENT_LIMIT_PASSED');
        assert.deepEqual(await connectionsOf(free), [SOURCE], 'none was changed');
        assert.deepEqual(await world.enabled(TARGET), [world.importer]);

        await sdk().enabledConnections.delete(full, await world.connectionId(others[0] ?? ''));
        await world.switchTo('target');
        for (const id of [free, full]) assert.ok((await connectionsOf(id)).includes(TARGET));
    });

    for (const method of ['GET', 'POST'])
        it(`may be deleted just before the ${method === 'GET' ? 'look' : 'change'}`, async () => {
            const [first, second] = [await create('first', [SOURCE]), await create('second', [SOURCE])];
            beforeFirst(
                world.proxy,
                (passing) => passing.method === method && passing.path.includes(`/organizations/${first}/`),
                () => sdk().delete(first),
            );
            await world.switchTo('target');
            assert.deepEqual(await connectionsOf(second), [SOURCE, TARGET]);
        });
});
