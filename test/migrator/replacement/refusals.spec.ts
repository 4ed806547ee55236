import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rollBack } from '../../../migrator/index.ts';
import { refusalOf } from '../cutover/open-cutover.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { CONFIRMED, type OpenReplacement, openReplacement } from './open-replacement.ts';

const USERS = 3;

describe('a replacement of users', function () {
    this.timeout(60_000);
    let world: OpenReplacement;
    afterEach(() => world.close());

    const open = (fixture: Parameters<typeof openReplacement>[1] = {}, users = USERS) =>
        openReplacement(users, { withAssignments: false, ...fixture });
    const assertNothingSent = async () => {
        assert.deepEqual(await world.violations({ place: 'source', passwords: new Map() }), []);
        const changed = world.proxy.requests.filter(
            ({ method, path }) => /users-imports$/.test(path) || method === 'DELETE',
        );
        assert.deepEqual(changed, []);
    };
    // What Auth0 shows of a connection, as it would if somebody had set it up so.
    const showOptions = async (name: string, change: (options: Record<string, unknown>) => object | undefined) => {
        const { data } = await world.tenant.management.connections.list({ name });
        world.proxy.interferences = {
            afterTenant: ({ method, path }, answer) => {
                if (method !== 'GET' || !/^\/api\/v2\/connections(\/con_\w+)?$/.test(path)) return undefined;
                const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
                for (const each of [body, ...((body['connections'] as object[] | undefined) ?? [])]) {
                    const shown = each as { id?: string; options?: Record<string, unknown> };
                    if (shown.id !== data[0]?.id || shown.options === undefined) continue;
                    const changed = change(shown.options);
                    if (changed === undefined) delete shown.options;
                    else shown.options = { ...shown.options, ...changed };
                }
                return { ...answer, body: Buffer.from(JSON.stringify(body)) };
            },
        };
    };

    it('is refused without a confirmation, with that of another connection, without a limit, and beyond it', async () => {
        world = await open();
        const attempt = (settings: object) =>
            refusalOf(world.replace({ confirmReplacement: undefined, maxReplacements: undefined, ...settings }));
        assert.equal(await attempt({}), 'NOT_CONFIRMED');
        assert.equal(await attempt({ ...CONFIRMED, confirmReplacement: TARGET }), 'NOT_CONFIRMED');
        assert.equal(await attempt({ confirmReplacement: SOURCE }), 'NOT_CONFIRMED');
        assert.equal(await attempt({ ...CONFIRMED, maxReplacements: USERS - 1 }), 'TOO_MANY_DELETIONS');
        assert.equal(await attempt({ ...CONFIRMED, maxReplacements: -1 }), 'SETTING_INVALID');
        await assertNothingSent();
    });

    it('counts users of all attempts against its limit', async () => {
        world = await open();
        await world.replace({ maxReplacements: USERS });
        const password = 'New-password-1';
        await world.tenant.management.users.create({
            ...{ connection: SOURCE, user_id: 'new', email: 'new@example.com', password },
        });
        const value = createHash('sha256').update(password).digest('hex');
        const hash = { algorithm: 'sha256', hash: { value, encoding: 'hex' } };
        const line = { _id: { $oid: 'new' }, email: 'new@example.com', custom_password_hash: hash, connection: SOURCE };
        await appendFile(join(world.folder, 'hashes.ndjson'), `${JSON.stringify(line)}\n`);
        assert.equal(await refusalOf(world.replace({ maxReplacements: USERS })), 'TOO_MANY_DELETIONS');
        assert.equal((await world.usersOf(SOURCE)).length, 1);
        const { report } = await world.replace({ maxReplacements: USERS + 1 });
        assert.deepEqual([report?.replacement?.replaced, report?.replacement?.replacedInAll], [1, USERS + 1]);
        assert.deepEqual(await world.usersOf(SOURCE), []);
    });

    it('is refused while a client of the source is not enabled for the target', async () => {
        world = await open();
        const { management } = world.tenant;
        const { client_id: app = '' } = await management.clients.create({ name: 'app' });
        const { data } = await management.connections.list({ name: SOURCE });
        await management.connections.clients.update(data[0]?.id ?? '', [{ client_id: app, status: true }]);
        assert.equal(await refusalOf(world.replace()), 'TARGET_NOT_OPEN');
        await assertNothingSent();
    });

    const script = { delete: 'function remove(id, callback) { callback(null); }' };
    for (const [what, connection, change, code] of [
        [
            'a source with a Delete script',
            SOURCE,
            () => ({ enabledDatabaseCustomization: true, customScripts: script }),
            'SOURCE_HAS_DELETE_SCRIPT',
        ],
        ['a source whose options are hidden', SOURCE, () => undefined, 'MISSING_SCOPES'],
        [
            'a source with shared addresses',
            SOURCE,
            () => ({ attributes: { email: { unique: false, identifier: { active: true } } } }),
            'EMAILS_NOT_UNIQUE',
        ],
        [
            'a target with a Delete script',
            TARGET,
            () => ({ enabledDatabaseCustomization: true, import_mode: true, customScripts: script }),
            'ID_POLICY_REFUSED',
        ],
    ] as const)
        it(`is refused for ${what}`, async () => {
            world = await open();
            await showOptions(connection, change);
            assert.equal(await refusalOf(world.replace()), code);
            world.proxy.interferences = {};
            await assertNothingSent();
        });

    it('is refused for parts of a definition that could hit the wrong one of two users', async () => {
        for (const definition of [
            "existingUsers: 'upsert',",
            "existingUsers: 'merge',",
            'ghosts: { repair: { max: 1 } },',
            "linkedAccounts: 'copy',",
        ]) {
            world = await open({ definition });
            assert.equal(await refusalOf(world.replace()), 'ID_POLICY_REFUSED', definition);
            await assertNothingSent();
            await world.close();
        }
        world = await open();
    });

    it('is refused where users of the source have no address', async () => {
        world = await open({
            users: [...inventUsers(USERS).map((user) => ({ ...user })), { user_id: 'nameless', username: 'nameless' }],
            definition: "passwords: { whenMissing: 'reset' },",
        });
        assert.equal(await refusalOf(world.replace()), 'EMAILS_MISSING');
        await assertNothingSent();
    });

    it('cannot be rolled back', async () => {
        world = await open();
        await world.replace();
        assert.equal(await refusalOf(rollBack({ ...world.settings(), confirm: TARGET })), 'ROLLBACK_REFUSED');
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });
});
