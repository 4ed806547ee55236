import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { change, create, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { isDownload } from '../converge/meddle.ts';
import { openWorld, people, type World, type WorldSide } from '../converge/open-world.ts';
import { impatientClock } from '../running/impatient-clock.ts';

describe('attacks on the world between two runs', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const verified = (count: number) => people(count).map((person) => ({ ...person, email_verified: true }));
    const namesByAddress = async () => (await usersIn(world.target)).map(({ email, name }) => [email, name]).sort();

    it('put the clock right, and the next attempt decides by what is true now all the same', async () => {
        world = await openWorld({ users: verified(2), passwords: "{ whenMissing: 'reset' }" });
        const fast = { ...impatientClock, now: () => Date.now() + 4 * 3_600_000 };
        await world.complete({ clock: fast });
        await change(world.source, 'auth0|u00001', { blocked: true });
        await create(world.source, { email: 'late@example.com', password: 'Pass-of-the-late-1' });
        const { imported, thisPass } = await world.complete();
        assert.deepEqual([imported, thisPass.new, thisPass.updated], [3, 1, 1]);
        assert.equal((await userOf(world.target, 'user-1@example.com'))['blocked'], true);
    });

    const editDownloads = ({ proxy }: WorldSide, edit: (lines: readonly string[]) => readonly string[]) => {
        proxy.interferences = {
            afterTenant: (passing, answer) => {
                if (!isDownload(passing)) return undefined;
                const lines = gunzipSync(answer.body).toString().trimEnd().split('\n');
                const body = gzipSync(`${edit(lines).join('\n')}\n`);
                return { ...answer, headers: { ...answer.headers, 'content-length': String(body.length) }, body };
            },
        };
    };
    const listFirstTwice = (side: WorldSide, edited?: object) => {
        editDownloads(side, (lines) => {
            const [first = ''] = lines;
            const again =
                edited === undefined ? first : JSON.stringify({ ...(JSON.parse(first) as object), ...edited });
            return [...lines, again];
        });
    };

    it('list a user of the target twice in an export, which makes nobody two', async () => {
        world = await openWorld({ users: verified(3) });
        listFirstTwice(world.target);
        const { imported, isVerified, verified: found } = await world.complete();
        assert.deepEqual([imported, isVerified, found.doubled], [3, true, 0]);
    });

    for (const [what, edited, address] of [
        ['as it was', undefined, 'user-1@example.com'],
        [
            'with the address that it got meanwhile',
            { email: 'fresh@example.com', updated_at: '2099-01-01T00:00:00.000Z' },
            'fresh@example.com',
        ],
        [
            'with an address that it no longer has',
            { email: 'old@example.com', updated_at: '2020-01-01T00:00:00.000Z' },
            'user-1@example.com',
        ],
    ] as const) {
        it(`list a user of the source twice in an export, ${what}, and it counts and moves once`, async () => {
            world = await openWorld({ users: verified(3) });
            listFirstTwice(world.source, edited);
            for (const each of [{ new: 3 }, { new: 0 }]) {
                const { sourceUsers, imported, excludedByReason, verified: found, thisPass } = await world.complete();
                assert.deepEqual([sourceUsers, imported, excludedByReason], [3, 3, {}]);
                assert.deepEqual([found.compared, found.doubled, thisPass.new], [3, 0, each.new]);
            }
            const addresses = (await usersIn(world.target)).map(({ email }) => email).sort();
            assert.deepEqual(addresses, [address, 'user-2@example.com', 'user-3@example.com'].sort());
        });
    }

    for (const [what, order] of [
        ['before', (own: string, others: readonly string[]) => [own, ...others]],
        ['behind', (own: string, others: readonly string[]) => [...others, own]],
    ] as const) {
        it(`list a user once by itself, ${what} the one to whom it is linked meanwhile, and it counts and moves once`, async () => {
            world = await openWorld({ users: verified(3), definition: "linkedAccounts: 'copy'," });
            const { tenant } = world.source;
            const own = JSON.stringify(await (await tenant.call('GET', '/api/v2/users/auth0%7Cu00002')).json());
            await tenant.management.users.identities.link('auth0|u00001', { provider: 'auth0', user_id: 'u00002' });
            editDownloads(world.source, (lines) => order(own, lines));
            const { sourceUsers, imported, excludedByReason, assignments } = await world.complete();
            assert.deepEqual([sourceUsers, imported, excludedByReason], [3, 3, {}]);
            assert.equal(assignments?.written.links, 1);
        });
    }

    it('hand on addresses from user to user, and one attempt follows the whole chain', async () => {
        const users = verified(8);
        world = await openWorld({ users });
        await world.complete();
        const addresses = ['fresh@example.com', ...users.map(({ email }) => email)];
        for (const [at, { user_id: id }] of users.entries())
            await change(world.source, `auth0|${id}`, { email: addresses[at], email_verified: true });
        const { excludedByReason, isVerified } = await world.complete();
        assert.deepEqual([excludedByReason, isVerified], [{}, true]);
        const expected = users.map((_, at) => [addresses[at], `User ${at + 1}`]).sort();
        assert.deepEqual(await namesByAddress(), expected);
    });

    describe('number the lines of a file anew', () => {
        const source = { file: 'users.ndjson' };
        const write = async (names: readonly string[]) => {
            const lines = names.map((name, at) => ({
                ...{ user_id: String(at + 1), email: `${name}@example.com`, email_verified: true },
                ...{ name: `The ${name}`, blocked: name === 'last' },
            }));
            const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
            await writeFile(join(world.settings().projectFolder, source.file), text);
        };
        const FIRST = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'last'];

        for (const [what, names] of [
            ['somebody is new at the top', ['new', ...FIRST]],
            ['somebody is new in the middle', [...FIRST.slice(0, 4), 'new', ...FIRST.slice(4)]],
            ['the order is another', [...FIRST].reverse()],
        ] as const) {
            it(`and nobody gets the account of another one, until somebody approves the plan: ${what}`, async () => {
                world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
                await write(FIRST);
                await world.complete({ source });
                const before = await usersIn(world.target);
                await write(names);
                const { error } = await world.attempt({ source });
                assert.equal(error?.code, 'SOURCE_USERS_REPLACED');
                assert.deepEqual(await usersIn(world.target), before);
                const approvedPlan = /digest ([0-9a-f]+)/.exec(error.message)?.[1];
                assert.ok(approvedPlan);
                assert.notEqual((await world.attempt({ source, approvedPlan })).error?.code, 'SOURCE_USERS_REPLACED');
            });
        }

        for (const [policy, reason] of [
            ['regenerate', 'REMEMBERED_ID_IN_TARGET'],
            ['retain', 'USER_ID_IN_TARGET'],
        ] as const) {
            it(`and who gets a new ID keeps the account when the old ID goes to somebody new: ${policy}`, async () => {
                const definition = `source: { file: 'users.ndjson' }, userIds: { policy: '${policy}' },`;
                world = await openWorld({ users: [], definition });
                await write(['one', 'two', 'three']);
                await world.complete({ source });
                const before = await usersIn(world.target);
                await write(['one', 'new', 'three', 'two']);
                const { excludedByReason, imported } = await world.complete({ source });
                assert.deepEqual([excludedByReason[reason], imported], [1, 2]);
                assert.deepEqual(await usersIn(world.target), before);
                // The cure: everybody has the earlier ID again.
                await write(['one', 'two', 'three', 'new']);
                assert.deepEqual((await world.complete({ source })).excludedByReason, {});
                assert.deepEqual(
                    (await namesByAddress()).map(([, name]) => name),
                    ['The new', 'The one', 'The three', 'The two'],
                );
            });
        }

        it('and the block of one does not shut out another one', async () => {
            world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
            await write(['one', 'two', 'last']);
            await world.complete({ source });
            await write(['last', 'two', 'one']);
            const { excludedByReason } = await world.complete({ source });
            assert.deepEqual(excludedByReason, { HELD_BY_ANOTHER_USER: 2 });
            assert.equal((await userOf(world.target, 'one@example.com'))['blocked'] ?? false, false);
        });
    });
});
