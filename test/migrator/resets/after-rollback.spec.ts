import assert from 'node:assert/strict';
import { resetPasswords, rollBack } from '../../../migrator/index.ts';
import { useArtifactKey } from '../../leaks/artifact-key.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { TARGET } from '../running/open-migration.ts';
import { mailedBy, type OpenResets, openResets } from './open-resets.ts';

const WITHOUT = 3;

describe('a reset campaign after a rollback and another copy, whose users have the same IDs', function () {
    this.timeout(120_000);
    let world: OpenResets;
    useArtifactKey();
    beforeEach(async () => {
        world = await openResets(4, WITHOUT, "userIds: { policy: 'prefix', prefix: 'new-' },");
    });
    afterEach(() => world.close());

    const send = (kind: 'mails' | 'tickets') => resetPasswords(world.resetSettings({ confirm: TARGET, send: kind }));
    const copyAgain = async () => {
        const { removed } = await rollBack({ ...world.settings({ clock: impatientClock }), confirm: TARGET });
        await world.run({ clock: impatientClock });
        return removed;
    };
    const addresses = (...numbers: number[]) => numbers.map((number) => `user-${number}@example.com`);

    it('mails the new accounts, and not those that stayed', async () => {
        await send('mails');
        const stayed = await world.idOf('user-1@example.com');
        await world.tenant.management.users.update(stayed, { nickname: 'edited' });
        assert.equal(await copyAgain(), 3);
        assert.equal(await world.idOf('user-1@example.com'), stayed);
        const { sent, sentBefore } = await send('mails');
        assert.deepEqual([sent, sentBefore], [2, 1]);
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 2, 3, 3));
    });

    it('makes new tickets, for the old ones are of accounts that are gone', async () => {
        await send('tickets');
        await copyAgain();
        const { sent, sentBefore } = await send('tickets');
        assert.deepEqual([sent, sentBefore], [WITHOUT, 0]);
        assert.deepEqual([(await send('tickets')).sent], [0]);
    });
});
