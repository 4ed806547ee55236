import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import { inspectDecommission } from '../../../migrator/index.ts';
import { stepInChild } from '../../crash/run-in-child.ts';
import { beforeFirst } from '../converge/meddle.ts';
import type { Interferences, PassingRequest } from '../running/interfering-proxy.ts';
import { inventUsers, SOURCE } from '../running/open-migration.ts';
import { type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const USERS = 4;
const [ID, SHARED, WITHOUT] = ['auth0|u00001', 'auth0|u00002', 'auth0|u00004'];
const EMAIL = 'user-1@example.com';
const NARROW = { client_id: 'narrow', client_secret: 'narrow-secret' };

describe('second factors in a decommissioning', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    const sdk = () => world.tenant.management;
    const factorsOf = async (id: string) => (await sdk().users.authenticationMethods.list(id)).data.length;
    const enroll = (id: string) =>
        sdk().users.authenticationMethods.set(id, [{ type: 'phone', phone_number: '+15005550006' }]);
    const open = async (fixture: Partial<Parameters<typeof openCutover>[0]> = {}) => {
        world = await openCutover({ users: inventUsers(USERS), ...fixture });
        await enroll(ID);
        await world.cutOver();
        world.proxy.interferences = showing(ID);
    };

    it('are deleted before their user, and a user without any costs no call', async () => {
        await open();
        const left: number[] = [];
        world.proxy.interferences = {
            ...showing(ID),
            beforeTenant: async (passing) => {
                if (isDeleteOf(passing, EMAIL)) left.push(await factorsOf(ID));
                return undefined;
            },
        };
        world.proxy.requests.length = 0;
        const { error, decommissioned } = await world.decommission();
        assert.equal(error, undefined);
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS, {}]);
        assert.deepEqual(left, [0]);
        const { requests } = world.proxy;
        assert.deepEqual(
            requests.filter(isFactorCall).map(({ path, status }) => [path, status]),
            [[`/api/v2/users/${encodeURIComponent(ID)}/authenticators`, 204]],
        );
        assert.ok(requests.findIndex(isFactorCall) < requests.findIndex((request) => isDeleteOf(request, EMAIL)));
        const ofOthers = requests.filter(({ path }) => path === `/api/v2/users/${encodeURIComponent(WITHOUT)}`);
        assert.deepEqual(ofOthers, [], 'nobody looked at another source user by ID');
    });

    it('stay with a user who changes in the moment before the delete', async () => {
        await open();
        beforeFirst(
            world.proxy,
            ({ path, query }) => path === '/api/v2/users-by-email' && query.get('email') === EMAIL,
            () => sdk().users.update(ID, { nickname: 'changed' }),
        );
        world.proxy.interferences = { ...showing(ID), ...world.proxy.interferences };
        const { decommissioned } = await world.decommission();
        assert.deepEqual(decommissioned?.staying, { CHANGED_SINCE: 1 });
        assert.equal(await factorsOf(ID), 1);
    });

    it('stay, as their user does, where another connection has a user with the same ID', async () => {
        await open({
            seed: [
                { connection: { name: 'bystanders' } },
                { user: { connection: 'bystanders', user_id: 'u00002', email: 'bystander@example.com' } },
            ],
        });
        await enroll(SHARED);
        world.proxy.interferences = showing(ID, SHARED);
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { NO_SAFE_CALL: 1 }]);
        assert.equal(await factorsOf(SHARED), 1);
        assert.equal((await world.usersOf('bystanders')).length, 1);

        const { error } = await world.decommission({ delete: 'connection' });
        assert.equal(error?.code, 'USERS_STAYED');
        assert.match(error.message, /1 user is still in legacy .*\(NO_SAFE_CALL 1\)/);
        // As the documentation of the code says.
        const connection = await world.connectionId(SOURCE);
        await sdk().connections.users.deleteByEmail(connection, { email: 'user-2@example.com' });
        const last = await world.decommission({ delete: 'connection' });
        assert.equal(last.decommissioned?.isConnectionDeleted, true, last.error?.message);
        assert.equal((await world.usersOf('bystanders')).length, 1);
    });

    it('are gone, and their user follows at the next attempt, when the process dies between the two', async () => {
        await open();
        const { proxy, tenant } = world;
        // A clock does not cross into another process.
        const settings = { ...world.switchSettings('target'), clock: undefined as never };
        const { wasKilled } = await stepInChild(
            proxy,
            { settings, caFiles: [proxy.caFile, tenant.caFile], step: 'decommission' },
            { at: 'call', isWanted: isFactorCall, moment: 'after' },
        );
        assert.ok(wasKilled);
        assert.equal(await factorsOf(ID), 0, 'their user is still there, without them');
        proxy.interferences = showing(ID);
        const { error, decommissioned } = await world.decommission();
        assert.deepEqual([error, decommissioned?.staying], [undefined, {}]);
        assert.equal((await world.usersOf(SOURCE)).length, 0);
        assert.equal((await world.usersOf()).length, USERS);
    });

    it('are not touched by an application that may not delete them: nobody is deleted', async () => {
        const scope = ['read:users', 'read:connections', 'read:connections_options', 'delete:users'];
        await open({ seed: [{ client: { name: 'Narrow', ...NARROW, scope } }] });
        const decommission = { confirm: SOURCE, delete: 'connection', maxDeletions: USERS } as const;
        const credentials = { domain: world.proxy.domain, clientId: 'narrow', clientSecret: 'narrow-secret' };
        const settings = world.settings({
            ...{ phase: 'decommission', decommission },
            source: { credentials, connectionName: SOURCE },
        });
        const { refusals } = await inspectDecommission(settings);
        assert.match(
            refusals[0]?.message ?? '',
            /source tenant .* lacks delete:guardian_enrollments, delete:connections\./,
        );
        assert.equal(await refusalOf(world.run(settings)), 'MISSING_SCOPES');
        assert.equal((await world.usersOf(SOURCE)).length, USERS);
    });
});

function isFactorCall({ method, path }: PassingRequest): boolean {
    return method === 'DELETE' && path.endsWith('/authenticators');
}

function isDeleteOf({ method, path, query }: PassingRequest, email: string): boolean {
    return method === 'DELETE' && path.endsWith('/users') && query.get('email') === email;
}

/** Gives users in exports the `multifactor` that a real tenant shows of its users' enrollments. */
function showing(...ids: readonly string[]): Interferences {
    return {
        afterTenant({ path }, answer) {
            if (!path.startsWith('/_exports/') || answer.status !== 200) return undefined;
            const lines = gunzipSync(answer.body).toString('utf8').split('\n');
            const shown = lines.map((line) => {
                if (line === '') return line;
                const user = JSON.parse(line) as Record<string, unknown>;
                return ids.includes(String(user['user_id']))
                    ? JSON.stringify({ ...user, multifactor: ['guardian'] })
                    : line;
            });
            return { ...answer, body: gzipSync(shown.join('\n')) };
        },
    };
}
