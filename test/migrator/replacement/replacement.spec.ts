import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { impatientClock } from '../running/impatient-clock.ts';
import { readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenReplacement, openReplacement } from './open-replacement.ts';

describe('the replacement of users inside one tenant', function () {
    this.timeout(120_000);
    let world: OpenReplacement;
    afterEach(() => world.close());

    it('moves users with their IDs, passwords and what hangs on the IDs, and then changes nothing', async () => {
        world = await openReplacement(5);
        const { report } = await world.replace();
        assert.deepEqual(
            [report?.isVerified, report?.replacement?.replaced, report?.replacement?.staying],
            [true, 5, {}],
        );
        assert.deepEqual(await world.violations({ place: 'target' }), []);
        assert.deepEqual(await world.usersOf(SOURCE), []);
        const { length } = world.proxy.requests;
        const again = await world.replace();
        assert.deepEqual([again.report?.isVerified, again.report?.replacement?.replacedInAll], [true, 5]);
        const writes = world.proxy.requests
            .slice(length)
            .filter(({ method, path }) => method !== 'GET' && !/token$|users-exports$/.test(path));
        assert.deepEqual(writes, []);
    });

    it('works in groups, each of which begins after the one before is over', async () => {
        world = await openReplacement(120, { withAssignments: false });
        const { report } = await world.replace();
        assert.equal(report?.replacement?.replaced, 120);
        const steps = world.proxy.requests
            .map(({ method, path }) => `${method} ${path.replace(/con_\w+/, '*')}`)
            .filter(
                (step) => step === 'POST /api/v2/jobs/users-imports' || step === 'DELETE /api/v2/connections/*/users',
            );
        const jobs = steps.flatMap((step, at) => (step.startsWith('POST') ? [at] : []));
        assert.deepEqual(jobs, [0, 51, 102]);
        assert.deepEqual(await world.violations({ place: 'target', passwords: new Map() }), []);
    });

    it('brings a group to its end before it stops, so that no ID has two users meanwhile', async () => {
        world = await openReplacement(60, { withAssignments: false });
        const stop = new AbortController();
        world.proxy.interferences = {
            afterTenant: ({ path }) => {
                if (path === '/api/v2/jobs/users-imports') stop.abort();
                return undefined;
            },
        };
        await assert.rejects(world.replace({ signal: stop.signal }), { code: 'RUN_STOPPED' });
        assert.deepEqual([(await world.usersOf(SOURCE)).length, (await world.usersOf(TARGET)).length], [10, 50]);
        world.proxy.interferences = {};
        await world.replace();
        assert.deepEqual(await world.violations({ place: 'target', passwords: new Map() }), []);
    });

    it('loses nobody when the folder of the run is lost', async () => {
        world = await openReplacement(4);
        await world.replace();
        await rm(dirname(world.fileOf('journal.ndjson')), { recursive: true });
        const { report } = await world.replace();
        assert.equal(report?.isVerified, true);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('loses nobody to another process that works with another folder', async () => {
        world = await openReplacement(1);
        const [started, waits] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
        const firstEnds = Promise.withResolvers<undefined>();
        let second: Promise<unknown> | undefined;
        let isHeld = false;
        // The second process waits for copies that it does not know; here, until the first one is done.
        const clock = {
            ...impatientClock,
            async sleep(ms: number, signal?: AbortSignal) {
                if (ms < 100_000) {
                    await impatientClock.sleep(ms, signal);
                    return;
                }
                waits.resolve(undefined);
                await firstEnds.promise;
            },
        };
        world.proxy.interferences = {
            afterTenant: ({ path, method }) => {
                if (second !== undefined || method !== 'POST' || path !== '/api/v2/jobs/users-imports')
                    return undefined;
                second = world.replace({ runId: 'second', clock });
                started.resolve(undefined);
                return undefined;
            },
            beforeTenant: async ({ method, path }) => {
                // The second process dies before it makes a copy of its own.
                if (second !== undefined && path === '/api/v2/jobs/users-imports')
                    return { status: 403, headers: {}, body: Buffer.from('{"statusCode":403}') } as never;
                if (isHeld || method !== 'DELETE') return undefined;
                isHeld = true;
                // Between the look of the first process and its delete, the other one is done with all that it does.
                await Promise.race([waits.promise, second?.catch(() => undefined)]);
                return undefined;
            },
        };
        const first = world.replace().finally(() => {
            firstEnds.resolve(undefined);
        });
        await started.promise;
        await Promise.allSettled([first, second]);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('gives everything again also where Auth0 keeps what hangs on an ID that two users had', async () => {
        world = await openReplacement(3, { tenant: { unverified: ['shared-id-keeps-assignments'] } });
        const { report } = await world.replace();
        assert.equal(report?.replacement?.replaced, 3);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('moves them also where a call by ID reaches the newer of two users', async () => {
        world = await openReplacement(3, { tenant: { unverified: ['shared-id-reaches-newer'] } });
        const { report } = await world.replace();
        assert.equal(report?.replacement?.replaced, 3);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('keeps both where an edit by ID reached the copy, and lists them', async () => {
        world = await openReplacement(2, { tenant: { unverified: ['shared-id-reaches-newer'] } });
        let looks = 0;
        world.proxy.interferences = {
            async beforeTenant({ path, query }) {
                if (path !== '/api/v2/users-by-email' || query.get('email') !== 'user-2@example.com') return undefined;
                looks += 1;
                if (looks === 2) await world.tenant.management.users.update(world.idOf(2), { nickname: 'edited' });
                return undefined;
            },
        };
        const { report } = await world.replace();
        assert.deepEqual(report?.replacement?.staying, { COPY_CHANGED: 1 });
        const both = new Map([[world.idOf(2), { places: ['both'] as const, allowed: { nickname: 'edited' } }]]);
        assert.deepEqual(await world.violations({ place: 'target', exceptions: both }), []);
        const again = await world.replace();
        assert.deepEqual(again.report?.replacement?.staying, { COPY_CHANGED: 1 }, 'nobody decides for a person');
        assert.deepEqual(await world.violations({ place: 'target', exceptions: both }), []);
    });

    it('stops at the first user whose profile Auth0 keeps, and deletes nobody else', async () => {
        world = await openReplacement(4, { tenant: { unverified: ['delete-keeps-profile'] } });
        await assert.rejects(world.replace(), { code: 'ID_STILL_TAKEN' });
        const deletes = () => world.proxy.requests.filter(({ method }) => method === 'DELETE').length;
        assert.equal(deletes(), 1);
        await assert.rejects(world.replace(), { code: 'ID_STILL_TAKEN' });
        assert.equal(deletes(), 1, 'a later attempt begins with that user');
    });

    it('deletes nobody whose import Auth0 refused', async () => {
        world = await openReplacement(3);
        let isDone = false;
        world.proxy.interferences = {
            async beforeTenant({ path }) {
                if (isDone || path !== '/api/v2/jobs/users-imports') return undefined;
                isDone = true;
                // Somebody signs up with the address in the moment before.
                await world.tenant.management.users.create({
                    connection: TARGET,
                    email: 'user-2@example.com',
                    password: 'Other-password-1',
                });
                return undefined;
            },
        };
        const { report } = await world.replace();
        assert.deepEqual([report?.existing, report?.rejected, report?.replacement?.replaced], [1, 0, 2]);
        const left = (await world.usersOf(SOURCE)).map(({ user_id: id }) => id);
        assert.deepEqual(left, [world.idOf(2)]);
    });

    it('takes back what an import made whose answer was lost, and makes it again', async () => {
        world = await openReplacement(3);
        let isLost = false;
        world.proxy.interferences = {
            afterTenant: ({ method, path }) => {
                if (isLost || method !== 'POST' || path !== '/api/v2/jobs/users-imports') return undefined;
                isLost = true;
                return 'cut';
            },
        };
        const { report } = await world.replace();
        assert.deepEqual([isLost, report?.isVerified, report?.replacement?.replacedInAll], [true, true, 3]);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('gives everything again by the next attempt where it failed after a delete', async () => {
        world = await openReplacement(3);
        world.proxy.interferences = {
            beforeTenant: ({ method, path }) =>
                method === 'POST' && /^\/api\/v2\/roles\/\w+\/users$/.test(path)
                    ? { status: 403, headers: {}, body: Buffer.from('{"statusCode":403,"error":"Forbidden"}') }
                    : undefined,
        };
        await assert.rejects(world.replace(), { code: 'REQUEST_REFUSED' });
        assert.equal((await world.usersOf(SOURCE)).length, 2, 'nobody else was deleted');
        world.proxy.interferences = {};
        const { report } = await world.replace();
        assert.equal(report?.isVerified, true);
        assert.deepEqual(await world.violations({ place: 'target' }), []);
    });

    it('says what it could not give again, since somebody deleted it meanwhile, and goes on', async () => {
        world = await openReplacement(2);
        const { management } = world.tenant;
        const { data } = await management.roles.list();
        const organization = (await management.organizations.list()).data[0]?.id;
        let isDone = false;
        world.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (isDone || method !== 'DELETE' || !path.endsWith('/users')) return undefined;
                isDone = true;
                await management.roles.delete(data[0]?.id ?? '');
                return undefined;
            },
        };
        await assert.rejects(world.replace(), { code: 'ASSIGNMENTS_NOT_RESTORED' });
        assert.deepEqual(await readLines(world.fileOf('pass-1-unrestored.ndjson')), [
            { userId: world.idOf(1), kind: 'role', id: data[0]?.id },
            { userId: world.idOf(1), kind: 'roles in an organization', id: organization },
            { userId: world.idOf(2), kind: 'role', id: data[0]?.id },
        ]);
        const { report } = await world.replace();
        assert.equal(report?.isVerified, true);
        assert.deepEqual(await world.usersOf(SOURCE), []);
    });

    it('lists whoever was excluded or stays, and deletes none of them', async () => {
        world = await openReplacement(4);
        const { management } = world.tenant;
        // The target has the address already, as another person.
        await management.users.create({
            connection: TARGET,
            user_id: 'other',
            email: 'user-1@example.com',
            password: 'Other-password-1',
        });
        await management.users.identities.link(world.idOf(2), { provider: 'auth0', user_id: world.idOf(3) });
        const { report } = await world.replace();
        assert.deepEqual(report?.excludedByReason, { LINKED_IN_SOURCE: 1 });
        assert.deepEqual([report.existing, report.replacement?.replaced], [1, 1]);
        const left = (await world.usersOf(SOURCE)).map(({ user_id: id }) => id).sort();
        assert.deepEqual(left, [world.idOf(1), world.idOf(2)]);
        const excluded = await readLines(world.fileOf('pass-1-excluded.ndjson'));
        assert.deepEqual(
            excluded.map(({ sourceUserId }) => sourceUserId),
            [world.idOf(2)],
        );
    });
});
