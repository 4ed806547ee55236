import assert from 'node:assert/strict';
import { resetPasswords } from '../../../migrator/index.ts';
import { TARGET } from '../running/open-migration.ts';
import { mailedBy, type OpenResets, openResets } from './open-resets.ts';

describe('a reset campaign after somebody has linked users', function () {
    this.timeout(120_000);
    let world: OpenResets;
    beforeEach(async () => {
        world = await openResets(4, 3);
    });
    afterEach(() => world.close());

    const link = async (primary: string, number: number) => {
        const secondary = await world.idOf(`user-${number}@example.com`);
        const identity = { provider: 'auth0', user_id: secondary.replace('auth0|', '') } as const;
        await world.tenant.management.users.identities.link(primary, identity);
    };

    it('lists who is a part of another user, of the connection or of another one, and mails everybody else', async () => {
        const { management: sdk } = world.tenant;
        await sdk.connections.create({
            ...{ name: 'elsewhere', strategy: 'auth0' },
            enabled_clients: [world.tenant.clientId],
        });
        const { user_id: stranger = '' } = await sdk.users.create({
            connection: 'elsewhere',
            email: 'stranger@example.com',
            password: 'Some-horse-99',
        });
        await link(await world.idOf('user-4@example.com'), 1);
        await link(stranger, 2);
        const { sent, left } = await resetPasswords(world.resetSettings({ confirm: TARGET }));
        assert.deepEqual([sent, left], [1, { LINKED: 2 }]);
        assert.deepEqual(await mailedBy(world.tenant), ['user-3@example.com']);
    });
});
