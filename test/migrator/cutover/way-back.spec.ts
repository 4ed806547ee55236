import assert from 'node:assert/strict';
import { closeLogins, inspectSwitch, openLogins, type SwitchSettings } from '../../../migrator/index.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover } from './open-cutover.ts';

describe('a way back whose clients Pulumi enables between the two steps', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(2) });
        await world.cutOver();
    });
    afterEach(() => world.close());

    const settings = (changes: Partial<SwitchSettings> = {}) => ({
        ...world.switchSettings('source'),
        ...{ isOpenedBetween: true, ...changes },
    });
    const isOpen = async (connection: string) => {
        const enabled = await world.enabled(connection);
        return world.apps.map((app) => enabled.includes(app));
    };

    it('changes no client in the first step', async () => {
        assert.deepEqual(await openLogins(settings()), { clients: [], organizations: [] });
        assert.deepEqual(
            [await isOpen(SOURCE), await isOpen(TARGET)],
            [
                [false, false],
                [true, true],
            ],
        );
    });

    it('goes on after it died behind the first step, also where people have signed up in the target', async () => {
        const { users } = world.tenant.management;
        for (const number of [1, 2, 3])
            await users.create({ connection: TARGET, email: `new-${number}@example.com`, password: 'Signed-up-1234' });
        await openLogins(settings());
        // Pulumi has saved the first step, so its state does not know of the cut-over any more.
        const again = settings({ isWayBack: false });
        const { refusals, onlyInTarget } = await inspectSwitch(again);
        assert.deepEqual([refusals, onlyInTarget], [[], 3]);
        await openLogins(again);
        await world.enable(SOURCE, world.apps, true);
        await closeLogins(again);
        assert.deepEqual(
            [await isOpen(SOURCE), await isOpen(TARGET)],
            [
                [true, true],
                [false, false],
            ],
        );
    });

    it('opens the rest of the source before it closes the target, where the state of Pulumi is wrong', async () => {
        await openLogins(settings());
        await world.enable(SOURCE, world.apps.slice(1), true);
        await closeLogins(settings());
        assert.deepEqual(
            [await isOpen(SOURCE), await isOpen(TARGET)],
            [
                [true, true],
                [false, false],
            ],
        );
        const changes = world.proxy.requests
            .filter(({ method, path }) => method === 'PATCH' && path.endsWith('/clients'))
            .map(({ path }) => path.split('/')[4]);
        const [source, target] = [await world.connectionId(SOURCE), await world.connectionId(TARGET)];
        assert.deepEqual(changes.slice(-2), [source, target]);
    });
});
