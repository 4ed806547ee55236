import assert from 'node:assert/strict';
import { rollBack } from '../../../migrator/index.ts';
import { openReplacement } from '../replacement/open-replacement.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, type OpenMigration, SOURCE, TARGET } from '../running/open-migration.ts';
import { openCutover } from './open-cutover.ts';

const EMAIL = 'user-2@example.com';

describe('a delete that got no answer, whose address somebody else takes before it is repeated', function () {
    this.timeout(120_000);
    let world: OpenMigration;
    afterEach(() => world.close());

    // The user is deleted, the answer is lost, and another person signs up with the address.
    const handOn = (connection: string, open: (isOpen: boolean) => Promise<void> = () => Promise.resolve()) => {
        let isDone = false;
        world.proxy.interferences = {
            async afterTenant({ method, path, query }) {
                const isIt = method === 'DELETE' && path.endsWith('/users') && query.get('email') === EMAIL;
                if (isDone || !isIt) return undefined;
                isDone = true;
                await open(true);
                const password = 'Another-horse-99';
                await world.tenant.management.users.create({ connection, email: EMAIL, password, nickname: 'another' });
                await open(false);
                return 'cut' as never;
            },
        };
        return () => {
            assert.ok(isDone);
        };
    };
    const holdersOf = async (connection: string) => {
        const found = await world.tenant.management.users.listUsersByEmail({ email: EMAIL });
        return found
            .filter(({ identities }) => identities?.[0]?.connection === connection)
            .map(({ nickname }) => nickname);
    };

    it('spares that person at a decommissioning, and counts the first as deleted', async () => {
        const cutover = await openCutover({ users: inventUsers(3) });
        world = cutover;
        await cutover.cutOver();
        // Nobody signs up where no client is enabled.
        const assertDone = handOn(SOURCE, (isOpen) => cutover.enable(SOURCE, cutover.apps, isOpen));
        const { error, decommissioned } = await cutover.decommission();
        assertDone();
        assert.deepEqual([error?.code, decommissioned?.deleted, decommissioned?.staying], [undefined, 3, {}]);
        assert.deepEqual(await holdersOf(SOURCE), ['another']);
    });

    it('spares that person in a replacement', async () => {
        const replacement = await openReplacement(3);
        world = replacement;
        const assertDone = handOn(SOURCE);
        await replacement.replace();
        assertDone();
        assert.deepEqual(await holdersOf(SOURCE), ['another']);
        assert.deepEqual(await replacement.violations({ place: 'target' }), []);
    });

    it('spares that person in a rollback', async () => {
        const cutover = await openCutover({ users: inventUsers(3) });
        world = cutover;
        await cutover.run();
        const assertDone = handOn(TARGET);
        const { removed } = await rollBack({ ...cutover.settings({ clock: impatientClock }), confirm: TARGET });
        assertDone();
        assert.equal(removed, 3);
        assert.deepEqual(await holdersOf(TARGET), ['another']);
    });
});
