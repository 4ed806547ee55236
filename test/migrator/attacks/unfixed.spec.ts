import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canLogIn, change, create, oldIdsOf, remove, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { isDownload, isImport } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('not mended: attacks on who is who', function () {
    this.timeout(60_000);
    let world: World;
    afterEach(() => world.close());
    const roleOf = (user: { readonly [field: string]: unknown } | undefined) =>
        (user?.['app_metadata'] as { role?: string } | undefined)?.role;

    it('leaves the data of an address that was handed on in the target with the person', async () => {
        world = await openWorld({ users: people(2).map((person) => ({ ...person, email_verified: true })) });
        await world.complete();
        await change(world.source, 'auth0|u00001', { app_metadata: { role: 'admin' } });
        const first = await userOf(world.target, 'user-1@example.com');
        const second = await userOf(world.target, 'user-2@example.com');
        let isDone = false;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (!isImport(passing) || isDone) return undefined;
                isDone = true;
                await change(world.target, first.user_id, { email: 'gave-up@example.com' });
                await change(world.target, second.user_id, { email: 'user-1@example.com' });
                return undefined;
            },
        };
        await world.attempt();
        const now = (await usersIn(world.target)).find(({ user_id: id }) => id === second.user_id);
        assert.ok(now);
        assert.deepEqual([roleOf(now), oldIdsOf(now)], [undefined, ['auth0|u00002']]);
    });

    it('does not take the file of another system under the same name for changes', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = (users: object[]) =>
            writeFile(
                join(world.settings().projectFolder, 'users.ndjson'),
                users.map((user) => `${JSON.stringify(user)}\n`).join(''),
            );
        const ids = [1, 2, 3, 4];
        await write(
            ids.map((id) => ({
                user_id: String(id),
                email: `a${id}@first.example`,
                email_verified: true,
                name: `First ${id}`,
            })),
        );
        await world.complete({ source: { file: 'users.ndjson' } });
        await write(
            ids.map((id) => ({
                user_id: String(id),
                email: `b${id}@second.example`,
                email_verified: true,
                name: `Second ${id}`,
            })),
        );
        await world.attempt({ source: { file: 'users.ndjson' } });
        const emails = (await usersIn(world.target)).map(({ email }) => email).sort();
        assert.ok(emails.includes('a1@first.example'), emails.join(' '));
    });
});

describe('not mended: attacks on what is written and told', function () {
    this.timeout(60_000);
    let world: World;
    afterEach(() => world.close());
    const verified = (count: number) => people(count).map((person) => ({ ...person, email_verified: true }));
    // The request of an import is lost, and the attempt stops before it is repeated.

    it('keeps what was written in the target since a snapshot that is used again', async () => {
        world = await openWorld({
            users: verified(2).map((person) => ({ ...person, user_metadata: { theme: 'light' } })),
            inTarget: [{ user_id: 't1', email: 'user-1@example.com', email_verified: true, password: 'Target-pass-1' }],
            definition: "existingUsers: { policy: 'merge', conflicts: 'keep-target' },",
        });
        const stop = new AbortController();
        const proxies = [world.source.proxy, world.target.proxy];
        const fetched = new Set<unknown>();
        for (const proxy of proxies)
            proxy.interferences = {
                afterTenant: (passing) => {
                    if (isDownload(passing)) fetched.add(proxy);
                    if (fetched.size === 2) stop.abort(new Error('stop'));
                    return undefined;
                },
            };
        await world.attempt({ signal: stop.signal, timeBudgetMs: 900 });
        for (const proxy of proxies) proxy.interferences = {};
        await change(world.target, 'auth0|t1', { user_metadata: { theme: 'dark', language: 'de' } });
        for (let attempt = 0; attempt < 5; attempt += 1) {
            const { report } = await world.attempt({ timeBudgetMs: attempt === 0 ? 900 : 60_000 });
            if (report !== undefined) break;
        }
        const now = await userOf(world.target, 'user-1@example.com');
        assert.deepEqual(now['user_metadata'], { theme: 'dark', language: 'de' });
    });

    it('moves later changes when its folder was restored from an older backup', async () => {
        world = await openWorld({ users: verified(4) });
        await world.complete();
        const folder = join(world.runsFolder, 'run');
        const backup = {
            j: await readFile(join(folder, 'journal.ndjson')),
            l: await readFile(join(folder, 'ledger.bin')),
        };
        await change(world.source, 'auth0|u00002', { name: 'Second' });
        await change(world.source, 'auth0|u00003', { email: 'third@example.com', email_verified: true });
        await world.complete();
        await writeFile(join(folder, 'journal.ndjson'), backup.j);
        await writeFile(join(folder, 'ledger.bin'), backup.l);
        await remove(world.target, (await userOf(world.target, 'user-4@example.com')).user_id);
        const report = await world.complete();
        assert.deepEqual([report.imported, report.deletedInTarget, report.excluded], [3, 1, 0]);
        await change(world.source, 'auth0|u00002', { name: 'Third' });
        const last = await world.complete();
        assert.equal(
            (await userOf(world.target, 'user-2@example.com'))['name'],
            'Third',
            JSON.stringify(last.excludedByReason),
        );
        assert.equal((await usersIn(world.target)).length, 3);
    });

    it('ghost repair spares an identity that was linked while the search lags', async () => {
        world = await openWorld({
            users: verified(1),
            targetSeed: [{ connection: { name: 'other' } }],
            definition: 'ghosts: { repair: { max: 5 } },',
            targetTenant: { control: true },
        });
        let isDone = false;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (!isImport(passing) || isDone) return undefined;
                isDone = true;
                const { tenant } = world.target;
                await tenant.call('POST', '/_local/faults', { kind: 'frozen-index' });
                const main = await create(
                    { ...world.target, connection: 'other' },
                    { email: 'main@example.com', password: 'Main-pass-1234', email_verified: true },
                );
                const second = await create(world.target, {
                    email: 'user-1@example.com',
                    password: 'Own-pass-1234',
                    email_verified: true,
                });
                await tenant.management.users.identities.link(main.user_id, {
                    provider: 'auth0',
                    user_id: second.user_id,
                });
                return undefined;
            },
        };
        await world.attempt();
        assert.equal(await canLogIn(world.target, 'user-1@example.com', 'Own-pass-1234'), true);
    });
});
