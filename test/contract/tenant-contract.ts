import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Job } from '../../migrator/tenant/jobs.ts';
import type { Tenant } from '../../migrator/tenant/tenant.ts';

/** A tenant to run the contract over, with a database connection of its own that may be filled and emptied. */
export interface TenantWorld {
    readonly tenant: Tenant;
    /** Name of an empty database connection that is enabled for a client. */
    readonly connectionName: string;
    cleanUp(): Promise<void>;
}

/** Says what every tenant does, whatever is behind it. */
export function tenantContract(name: string, createWorld: () => Promise<TenantWorld>): void {
    describe(`${name}, as a tenant`, () => {
        let world: TenantWorld;
        let tenant: Tenant;
        let connectionId: string;
        before(async () => {
            world = await createWorld();
            tenant = world.tenant;
            connectionId = (await tenant.findConnection(world.connectionName))?.id ?? '';
        });
        after(() => world.cleanUp());

        const ended = async (id: string): Promise<Job> => {
            for (;;) {
                const job = await tenant.jobs.getJob(id);
                assert.ok(job);
                if (job.status !== 'pending') return job;
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        };
        const importUsers = (users: readonly object[], upsert = false) =>
            tenant.jobs.createUsersImport({
                connectionId,
                file: Buffer.from(JSON.stringify(users)),
                upsert,
                externalId: 'contract',
            });
        const ada = { email: 'ada@example.com', user_id: 'contract-ada', username: 'ada', name: 'Ada' };

        it('says what its token may do', async () => {
            assert.ok((await tenant.grantedScopes()).includes('create:users'));
        });

        it('finds a connection by its exact name, and none by another', async () => {
            const connection = await tenant.findConnection(world.connectionName);
            assert.match(connection?.id ?? '', /^con_[A-Za-z0-9]{16}$/);
            assert.equal(connection?.strategy, 'auth0');
            assert.equal(connection.isCustomDatabase, false);
            assert.equal(await tenant.findConnection(`${world.connectionName}-not`), undefined);
        });

        it('imports users and names those that it refuses', async () => {
            const first = await ended((await importUsers([ada, { email: 'no address' }])).id);
            assert.equal(first.status, 'completed');
            assert.deepEqual({ ...first.summary }, { failed: 1, updated: 0, inserted: 1, total: 2 });
            const [error] = await tenant.jobs.getJobErrors(first.id);
            assert.equal(error?.user['email'], 'no address');
            assert.ok((error.errors[0]?.code ?? '').length > 0);
            const second = await ended((await importUsers([ada])).id);
            assert.deepEqual(
                (await tenant.jobs.getJobErrors(second.id)).flatMap(({ errors }) => errors.map(({ code }) => code)),
                ['DUPLICATED_USER'],
            );
        });

        it('names nobody when nobody was refused', async () => {
            const job = await ended((await importUsers([ada], true)).id);
            assert.equal(job.summary?.updated, 1);
            assert.deepEqual(await tenant.jobs.getJobErrors(job.id), []);
        });

        it('finds users by e-mail address in any case, and by ID', async () => {
            const [found] = await tenant.findUsersByEmail('ADA@example.com');
            assert.equal(found?.['user_id'], 'auth0|contract-ada');
            assert.equal((await tenant.findUserById('auth0|contract-ada'))?.['email'], 'ada@example.com');
            assert.equal(await tenant.findUserById('auth0|nobody'), undefined);
            assert.deepEqual(await tenant.findUsersByEmail('nobody@example.com'), []);
        });

        it('searches users by username, whatever is in it', async () => {
            const found = await tenant.searchUsers(world.connectionName, 'username', 'ada');
            assert.deepEqual(
                found.map((user) => user['email']),
                ['ada@example.com'],
            );
            assert.deepEqual(await tenant.searchUsers(world.connectionName, 'username', '" OR *:*'), []);
        });

        it('reads how a connection is joined to a database of its own, and the log of an address that nobody has', async () => {
            const scripts = await tenant.readDatabaseScripts(connectionId);
            assert.deepEqual([scripts.areReadable, scripts.isCustomDatabase, scripts.scripts], [true, false, {}]);
            assert.deepEqual(await tenant.listLogTypes('"nobody" OR *@example.com'), []);
        });

        it('exports a connection as gzipped lines', async () => {
            const job = await ended((await tenant.jobs.createUsersExport(connectionId, ['user_id', 'email'])).id);
            const bytes = gunzipSync(await buffer(await tenant.jobs.openDownload(job.location ?? '')));
            assert.deepEqual(JSON.parse(bytes.toString()), { user_id: 'auth0|contract-ada', email: 'ada@example.com' });
        });

        it('knows no job that was never there', async () => {
            assert.equal(await tenant.jobs.getJob('job_AAAAAAAAAAAAAAAA'), undefined);
        });

        it('says that a refused request changed nothing', async () => {
            const request = {
                connectionId: 'con_AAAAAAAAAAAAAAAA',
                file: Buffer.from('[{}]'),
                upsert: false,
                externalId: 'x',
            };
            await assert.rejects(tenant.jobs.createUsersImport(request), {
                code: 'REQUEST_REFUSED',
                retryable: false,
                nothingHappened: true,
            });
        });

        it('deletes users by address and by ID, and does not mind if they are gone', async () => {
            await tenant.deleteConnectionUser(connectionId, 'ADA@example.com');
            await tenant.deleteConnectionUser(connectionId, 'ada@example.com');
            assert.deepEqual(await tenant.findUsersByEmail('ada@example.com'), []);
            await ended((await importUsers([ada])).id);
            await tenant.deleteAuthenticators('auth0|contract-ada');
            await tenant.deleteUser('auth0|contract-ada');
            await tenant.deleteUser('auth0|contract-ada');
            await tenant.deleteAuthenticators('auth0|contract-ada');
            assert.deepEqual(await tenant.findUsersByEmail('ada@example.com'), []);
        });
    });
}
