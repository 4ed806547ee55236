import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLimits } from '../../../migrator/assignments/sides.ts';
import { planMigration } from '../../../migrator/index.ts';
import { type OpenMigration, openMigration } from '../running/open-migration.ts';

const API = 'https://shop.example.com';
const CREATE =
    "source: { file: 'users.ndjson' }, roles: { missing: 'create' }, organizations: { missing: 'create' }, permissions: { missing: 'create' },";
const named = (count: number, what: string): string[] => Array.from({ length: count }, (_, at) => `${what} ${at}`);

describe('the limits of Auth0', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** A file of users with what they have, which is planned and then run. */
    const open = async (users: readonly object[]): Promise<void> => {
        migration = await openMigration({ users: [], definition: CREATE });
        await migration.tenant.management.resourceServers.create({ identifier: API });
        const lines = users.map((user, at) => ({ user_id: `u${at + 1}`, email: `u${at + 1}@example.com`, ...user }));
        await writeFile(
            join(migration.folder, 'users.ndjson'),
            lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
        );
    };
    const source = { file: 'users.ndjson' };
    const assertRefused = async (message: RegExp): Promise<void> => {
        const plan = await planMigration({ ...migration.settings(), source });
        const [refusal] = plan.refusals;
        assert.deepEqual([plan.refusals.length, refusal?.code], [1, 'ASSIGNMENT_LIMIT_PASSED']);
        assert.match(refusal?.message ?? '', message);
        await assert.rejects(migration.run({ source }), { code: 'ASSIGNMENT_LIMIT_PASSED', message });
        assert.deepEqual(await migration.usersOf(), []);
    };

    for (const [what, over, message] of [
        ['50 roles of a user', { roles: named(51, 'role') }, /roles of a user, at most 50 \(u2\)/],
        [
            '1,000 direct permissions of a user',
            { permissions: named(1_001, `${API} do`).map((text) => text.replace(/ (\d+)$/, ':$1')) },
            /direct permissions of a user, at most 1000 \(u2\)/,
        ],
        [
            '50 roles of a member of an organization',
            { organizations: [{ name: 'acme', roles: named(51, 'role') }] },
            /roles of a member of an organization, at most 50 \(u2 in acme\)/,
        ],
    ] as const) {
        it(`are kept before anybody is sent: ${what}`, async () => {
            await open([{ roles: ['role 1'] }, over]);
            await assertRefused(message);
        });
    }

    it('are kept before anybody is sent: 10 connections of an organization', async () => {
        await open([{ organizations: ['acme'] }]);
        const { management: sdk } = migration.tenant;
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        for (let number = 0; number < 10; number += 1) {
            const { id = '' } = await sdk.connections.create({ name: `other-${number}`, strategy: 'auth0' });
            await sdk.organizations.enabledConnections.add(acme, { connection_id: id });
        }
        await assertRefused(/connections of an organization, at most 10 \(acme\)/);
    });

    it('are kept: 100,000 members of an organization', () => {
        const limits = openLimits();
        limits.members.add('acme', 100_000);
        assert.deepEqual(limits.members.found(), []);
        limits.members.add('acme');
        assert.deepEqual(limits.members.found(), [
            { what: 'members of an organization', limit: 100_000, subjects: ['acme'] },
        ]);
    });

    it('are kept before anybody is sent: 1,000 roles of a tenant', async () => {
        await open(Array.from({ length: 21 }, (_, at) => ({ roles: named(48, `group ${at} role`) })));
        await assertRefused(/roles of a tenant, at most 1000/);
    });
});
