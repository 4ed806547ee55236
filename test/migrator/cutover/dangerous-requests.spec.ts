import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeLogins, inspectSwitch, openLogins } from '../../../migrator/index.ts';
import { beforeFirst } from '../converge/meddle.ts';
import { inventUsers, readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const USERS = 6;

describe('dangerous requests after the copy', function () {
    this.timeout(300_000);
    let world: OpenCutover;
    const open = async (fixture: Partial<Parameters<typeof openCutover>[0]> = {}) => {
        world = await openCutover({ users: inventUsers(USERS), ...fixture });
    };
    afterEach(() => world.close());

    const edit = () => appendFile(join(world.folder, 'migration.ts'), '// edited\n');
    const sourceUsers = async () => (await world.usersOf(SOURCE)).length;
    const idOf = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
    const sdk = () => world.tenant.management;
    const assertClosed = async () => {
        assert.deepEqual((await world.enabled(TARGET)).sort(), [world.importer], 'nobody logs in through the target');
        assert.deepEqual((await world.enabled(SOURCE)).sort(), [...world.apps].sort());
    };
    const assertRefused = async (code: string, changes?: Parameters<OpenCutover['decommission']>[0]) => {
        const before = await sourceUsers();
        const { error } = await world.decommission(changes);
        assert.equal(error?.code, code, error?.message);
        assert.equal(await sourceUsers(), before, 'nobody was deleted');
        return error;
    };

    describe('a cut-over', () => {
        it('is refused before anybody was copied', async () => {
            await open();
            assert.equal(await refusalOf(world.run({ phase: 'cutover' })), 'NOT_VERIFIED');
            assert.equal(await refusalOf(openLogins(world.switchSettings('target'))), 'NOT_VERIFIED');
            await assertClosed();
        });

        it('is refused after the definition was edited', async () => {
            await open();
            await world.run();
            await edit();
            assert.equal(await refusalOf(openLogins(world.switchSettings('target'))), 'NOT_VERIFIED');
            await assertClosed();
        });

        it('is refused while the last verification does not pass', async () => {
            await open();
            await world.run();
            await sdk().users.create({
                ...{ connection: TARGET, email: 'twin@example.com', password: 'Twin-password-1' },
                app_metadata: { previous_user_id: idOf(1) },
            });
            assert.equal(await refusalOf(world.run({ phase: 'cutover' })), 'VERIFICATION_FAILED');
            assert.equal(await refusalOf(openLogins(world.switchSettings('target'))), 'NOT_VERIFIED');
            await assertClosed();
        });

        it('disables nothing while the other side is not open', async () => {
            await open();
            await world.run();
            await openLogins(world.switchSettings('target'));
            await world.enable(TARGET, world.apps.slice(0, 1), false);
            assert.equal(await refusalOf(closeLogins(world.switchSettings('target'))), 'CLIENTS_NOT_SWITCHED');
            assert.deepEqual((await world.enabled(SOURCE)).sort(), [...world.apps].sort());
        });

        it('disables nothing on the way back while the source is not open', async () => {
            await open();
            await world.cutOver();
            assert.equal(await refusalOf(closeLogins(world.switchSettings('source'))), 'CLIENTS_NOT_SWITCHED');
            assert.equal((await world.enabled(TARGET)).length, world.apps.length + 1);
        });

        it('is refused while a client would end without a connection, unless that is said', async () => {
            await open();
            await world.run();
            const [kept = '', stranded = ''] = world.apps;
            const settings = { ...world.switchSettings('target'), clients: { source: world.apps, target: [kept] } };
            const { refusals } = await inspectSwitch(settings);
            assert.deepEqual(
                refusals.map(({ code }) => code),
                ['CLIENTS_WITHOUT_CONNECTION'],
            );
            assert.match(refusals[0]?.message ?? '', new RegExp(`no connection: ${stranded}\\.`));
            assert.equal(await refusalOf(openLogins(settings)), 'CLIENTS_WITHOUT_CONNECTION');
            await assertClosed();
            assert.deepEqual((await inspectSwitch({ ...settings, alwaysClients: [stranded] })).refusals, []);
            await openLogins({ ...settings, retiredClients: [stranded] });
            await closeLogins({ ...settings, retiredClients: [stranded] });
            assert.deepEqual(await world.enabled(SOURCE), []);
            assert.equal(await refusalOf(openLogins({ ...settings, to: 'source' })), undefined, 'the way back is free');
        });

        it('does not believe Auth0 that a client is enabled until it is read', async () => {
            await open();
            await world.run();
            world.proxy.interferences = {
                beforeTenant: ({ method, path }) =>
                    method === 'PATCH' && path.endsWith('/clients')
                        ? { status: 204, headers: {}, body: Buffer.alloc(0) }
                        : undefined,
            };
            assert.equal(await refusalOf(openLogins(world.switchSettings('target'))), 'CLIENTS_NOT_SWITCHED');
            await assertClosed();
        });

        it('gives organizations the target connection before the source is closed', async () => {
            await open();
            const { id = '' } = await sdk().organizations.create({ name: 'acme' });
            await sdk().organizations.enabledConnections.add(id, {
                ...{ connection_id: await world.connectionId(SOURCE), assign_membership_on_login: true },
            });
            await world.cutOver();
            const { data } = await sdk().organizations.enabledConnections.list(id);
            const added = data.find(({ connection }) => connection?.name === TARGET);
            assert.equal(added?.assign_membership_on_login, true);
            assert.equal(data.length, 2);
        });
    });

    describe('a decommissioning', () => {
        it('is refused when the phases before it were skipped', async () => {
            await open();
            await assertRefused('NOT_VERIFIED');
        });

        it('is refused with the name of another connection, or none', async () => {
            await open();
            await world.cutOver();
            await assertRefused('NOT_CONFIRMED', { confirm: TARGET });
            await assertRefused('NOT_CONFIRMED', { confirm: '' });
            assert.equal(await refusalOf(world.run({ phase: 'decommission' })), 'NOT_CONFIRMED');
        });

        it('is refused with a limit that is no number of users', async () => {
            await open();
            await world.cutOver();
            for (const maxDeletions of [-1, 1.5, Number.NaN]) await assertRefused('SETTING_INVALID', { maxDeletions });
        });

        it('is refused before the cut-over, and after a client of the source was enabled again by hand', async () => {
            await open();
            await world.run();
            await assertRefused('SOURCE_IN_USE');
            await world.cutOver();
            await world.enable(SOURCE, world.apps.slice(1), true);
            const error = await assertRefused('SOURCE_IN_USE');
            assert.match(error.message, new RegExp(world.apps[1] ?? '-'));
        });

        it('is refused after the definition was edited', async () => {
            await open();
            await world.cutOver();
            await edit();
            await assertRefused('NOT_VERIFIED');
        });

        it('is refused when its own verification does not pass', async () => {
            await open();
            await world.cutOver();
            await sdk().users.create({
                ...{ connection: TARGET, email: 'twin@example.com', password: 'Twin-password-1' },
                app_metadata: { previous_user_id: idOf(1) },
            });
            await assertRefused('VERIFICATION_FAILED');
            await assertRefused('NOT_VERIFIED');
        });

        it('is refused beyond its limit, whatever was confirmed', async () => {
            await open();
            await world.cutOver();
            const error = await assertRefused('TOO_MANY_DELETIONS', { maxDeletions: USERS - 1 });
            assert.match(error.message, /Raise it to 6/);
        });

        const changes: Readonly<Record<string, () => Promise<unknown>>> = {
            'a user of the source has changed': () => sdk().users.update(idOf(6), { nickname: 'changed' }),
            // Auth0 takes no user for a connection without a client.
            'a client was enabled and somebody has signed up': async () => {
                await world.enable(SOURCE, world.apps.slice(0, 1), true);
                const email = 'new@example.com';
                await sdk().users.create({ connection: SOURCE, email, password: 'Signed-up-1234' });
                await world.enable(SOURCE, world.apps.slice(0, 1), false);
            },
        };
        for (const [what, change] of Object.entries(changes)) {
            it(`is refused when ${what} after the last pass began`, async () => {
                await open();
                await world.cutOver();
                let exports = 0;
                // Two exports begin a pass; the third is that of its verification.
                beforeFirst(
                    world.proxy,
                    ({ path }) => path === '/api/v2/jobs/users-exports' && (exports += 1) === 3,
                    change,
                );
                const { error } = await world.decommission();
                assert.equal(error?.code, 'SOURCE_CHANGED');
                const users = await sourceUsers();
                assert.ok(users >= USERS, 'nobody was deleted');
                world.proxy.interferences = {};
                assert.equal((await world.decommission()).decommissioned?.deleted, users, 'the next pass moved it');
            });
        }

        it('is refused where a Delete script may delete users elsewhere', async () => {
            await open();
            await world.cutOver();
            const id = await world.connectionId(SOURCE);
            world.proxy.interferences = {
                afterTenant: ({ method, path }, answer) => {
                    if (method !== 'GET' || !/^\/api\/v2\/connections(\/con_\w+)?$/.test(path)) return undefined;
                    const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
                    for (const connection of [body, ...((body['connections'] as object[] | undefined) ?? [])]) {
                        const shown = connection as { id?: string; options?: Record<string, unknown> };
                        if (shown.id !== id || shown.options === undefined) continue;
                        shown.options['enabledDatabaseCustomization'] = true;
                        shown.options['customScripts'] = {
                            delete: 'function remove(id, callback) { callback(null); }',
                        };
                    }
                    return { ...answer, body: Buffer.from(JSON.stringify(body)) };
                },
            };
            await assertRefused('SOURCE_HAS_DELETE_SCRIPT');
        });

        it('leaves whoever changes in the moment before the delete', async () => {
            await open();
            await world.cutOver();
            beforeFirst(
                world.proxy,
                ({ path, query }) => path === '/api/v2/users-by-email' && query.get('email') === 'user-2@example.com',
                () => sdk().users.update(idOf(2), { nickname: 'changed' }),
            );
            const { decommissioned } = await world.decommission();
            assert.deepEqual(decommissioned?.staying, { CHANGED_SINCE: 1 });
            assert.equal(decommissioned.deleted, USERS - 1);
            assert.deepEqual(
                (await world.usersOf(SOURCE)).map(({ user_id: id }) => id),
                [idOf(2)],
            );
        });

        it('leaves users who are not in the target, who are linked, and who are behind, and lists them', async () => {
            await open();
            await world.cutOver();
            const targetOf = async (email: string) =>
                String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);
            await sdk().users.delete(await targetOf('user-1@example.com'));
            await sdk().users.identities.link(idOf(2), { provider: 'auth0', user_id: idOf(4) });
            await sdk().users.update(idOf(3), { nickname: 'in the source' });
            await sdk().users.update(await targetOf('user-3@example.com'), { nickname: 'in the target' });
            const { decommissioned } = await world.decommission();
            assert.deepEqual(decommissioned?.staying, { NOT_COPIED: 1, LINKED: 1, NOT_UP_TO_DATE: 1 });
            const listed = await readLines(decommissioned.stayingArtifact);
            assert.deepEqual(listed.map(({ userId }) => userId).sort(), [idOf(1), idOf(2), idOf(3)]);
            assert.equal(await sourceUsers(), 3);
        });

        it('lists users who were linked to a user of another connection, whom no export shows', async () => {
            await open({
                seed: [
                    { connection: { name: 'bystanders' } },
                    { user: { connection: 'bystanders', user_id: 'other', email: 'other@example.com' } },
                ],
            });
            await world.cutOver();
            await sdk().users.identities.link('auth0|other', { provider: 'auth0', user_id: idOf(2) });
            const { decommissioned } = await world.decommission();
            assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { LINKED: 1 }]);
            const listed = await readLines(decommissioned?.stayingArtifact ?? '');
            assert.deepEqual(
                listed.map(({ userId }) => userId),
                [idOf(2)],
            );
        });

        it('deletes the connection only when nobody is left in it', async () => {
            await open();
            await world.cutOver();
            await sdk().users.delete(
                String((await world.usersOf()).find(({ email }) => email === 'user-1@example.com')?.['user_id']),
            );
            const { error } = await world.decommission({ delete: 'connection' });
            assert.equal(error?.code, 'USERS_STAYED');
            assert.notEqual(await world.connectionId(SOURCE), '');
            await sdk().users.delete(idOf(1));
            const { decommissioned } = await world.decommission({ delete: 'connection' });
            assert.equal(decommissioned?.isConnectionDeleted, true);
            assert.equal(await world.connectionId(SOURCE), '');
            assert.equal((await world.usersOf()).length, USERS - 1);
        });

        it('never deletes a user of another connection who has the same address or the same ID', async () => {
            await open({
                seed: [
                    { connection: { name: 'bystanders' } },
                    { user: { connection: 'bystanders', user_id: 'u00001', email: 'user-1@example.com' } },
                ],
            });
            await world.cutOver();
            const { decommissioned } = await world.decommission();
            assert.equal(decommissioned?.deleted, USERS);
            assert.equal((await world.usersOf('bystanders')).length, 1);
            assert.equal(await sourceUsers(), 0);
        });

        it('is done by one stack at a time', async () => {
            await open();
            await world.cutOver();
            let second: Promise<string | undefined> | undefined;
            beforeFirst(
                world.proxy,
                ({ path }) => path === '/api/v2/users-by-email',
                async () => {
                    second = refusalOf(closeLogins(world.switchSettings('target')));
                    await second;
                },
            );
            const { decommissioned } = await world.decommission();
            assert.equal(await second, 'RUN_LOCKED');
            assert.equal(decommissioned?.deleted, USERS);
        });
    });
});
