import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { purgeRun, type ResetSettings, readRunFile, resetPasswords } from '../../../migrator/index.ts';
import { useArtifactKey } from '../../leaks/artifact-key.ts';
import { refusalOf } from '../cutover/open-cutover.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { refusal } from '../running/interfering-proxy.ts';
import { readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { createSkippingClock } from '../running/skipping-clock.ts';
import { mailedBy, NEW_PASSWORD, type OpenResets, openResets, setPassword } from './open-resets.ts';

const USERS = 6;
const WITHOUT = 3;
const MAIL = '/dbconnections/change_password';
const TICKET = '/api/v2/tickets/password-change';

describe('a reset campaign', function () {
    this.timeout(120_000);
    let world: OpenResets;
    beforeEach(async () => {
        world = await openResets(USERS, WITHOUT);
    });
    afterEach(() => world.close());

    const reset = (changes: Partial<ResetSettings> = {}) => resetPasswords(world.resetSettings(changes));
    const send = (changes: Partial<ResetSettings> = {}) => reset({ confirm: TARGET, ...changes });
    const addresses = (...numbers: number[]) => numbers.map((number) => `user-${number}@example.com`);
    const list = async (...entries: string[]) => {
        await writeFile(join(world.folder, 'list.txt'), entries.join('\n'));
        return { file: 'list.txt' };
    };
    const update = async (email: string, change: object) => {
        await world.tenant.management.users.update(await world.idOf(email), change);
    };
    const left = async (path: string) =>
        Object.fromEntries(
            (await readLines(path)).map(({ userId, reason }): [string, unknown] => [String(userId), reason]),
        );

    it('counts those without a hash, and sends nothing unless it is confirmed', async () => {
        const { due, dueByReason, sent, left: none } = await reset();
        assert.deepEqual([due, dueByReason, sent, none], [WITHOUT, { NO_HASH: WITHOUT }, 0, {}]);
        assert.equal(await refusalOf(reset({ confirm: SOURCE })), 'NOT_CONFIRMED');
        assert.deepEqual(await mailedBy(world.tenant), []);
    });

    it('mails each of them once, and nobody at the next attempt', async () => {
        assert.deepEqual((await send()).sent, WITHOUT);
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 3));
        const again = await send();
        assert.deepEqual([again.due, again.sent, again.sentBefore], [0, 0, WITHOUT]);
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 3));
        const second = await send({ campaign: 'second' });
        assert.deepEqual([second.sent, second.sentBefore], [WITHOUT, 0], 'another campaign is another mail');
    });

    it('remembers who had no hash after an update, and finds who has changed the password in the source since', async () => {
        const { management } = world.tenant;
        const inSource = await world.usersOf(SOURCE);
        const idOf = (email: string) => String(inSource.find((user) => user['email'] === email)?.['user_id']);
        await management.users.update(idOf('user-1@example.com'), { nickname: 'edited' });
        await world.run();
        // Later than the tenants' clocks may differ.
        const clock = await world.tenant.fetch(`https://${world.tenant.domain}/_local/clock`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ advance_ms: 3_600_000 }),
        });
        assert.equal(clock.status, 200);
        await management.users.update(idOf('user-5@example.com'), { password: NEW_PASSWORD });
        assert.deepEqual((await reset()).dueByReason, { NO_HASH: WITHOUT, OUTDATED_HASH: 1 });
    });

    it('takes a list instead, and says which of its lines match nobody', async () => {
        const file = await list(
            'USER-4@example.com',
            'auth0|u00005',
            await world.idOf('user-6@example.com'),
            'no@example.com',
        );
        const { due, dueByReason, unmatchedLines } = await reset(file);
        assert.deepEqual([due, dueByReason, unmatchedLines], [3, { LISTED: 3 }, [4]]);
        assert.deepEqual((await send(file)).sent, 3);
        assert.deepEqual(await mailedBy(world.tenant), addresses(4, 5, 6));
        const wrong = await list('two words');
        assert.equal(await refusalOf(send(wrong)), 'SELECTION_FILE_INVALID');
        assert.equal(await refusalOf(send({ file: 'nowhere.txt' })), 'SELECTION_FILE_INVALID');
    });

    it('takes IDs of the source from a list where the target has them behind a prefix', async () => {
        await world.close();
        world = await openResets(USERS, WITHOUT, "userIds: { policy: 'prefix', prefix: 'old|' },");
        const file = await list('auth0|u00004', 'u00005');
        const { due, unmatchedLines } = await reset(file);
        assert.deepEqual([due, unmatchedLines], [2, []]);
    });

    it('leaves users who are blocked or have set a password, and lists them', async () => {
        await update('user-1@example.com', { blocked: true });
        await update('user-2@example.com', { password: NEW_PASSWORD });
        const { sent, left: reasons, leftArtifact } = await send();
        assert.deepEqual([sent, reasons], [1, { BLOCKED: 1, PASSWORD_CHANGED: 1 }]);
        assert.deepEqual(await left(leftArtifact), {
            [await world.idOf('user-1@example.com')]: 'BLOCKED',
            [await world.idOf('user-2@example.com')]: 'PASSWORD_CHANGED',
        });
        assert.deepEqual(await mailedBy(world.tenant), addresses(3));
    });

    it('mails users who have chosen a password in the target, and then a newer one in the source', async () => {
        const inSource = await world.usersOf(SOURCE);
        const idOf = (email: string) => String(inSource.find((user) => user['email'] === email)?.['user_id']);
        for (const email of addresses(2, 5)) {
            await update(email, { password: NEW_PASSWORD });
            await world.tenant.management.users.update(idOf(email), { password: 'Yet-another-horse-1' });
        }
        assert.deepEqual((await send()).left, {});
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 3, 5));
    });

    for (const [what, change, reason] of [
        ['is blocked', { blocked: true }, 'BLOCKED'],
        ['gets another address', { email: 'other@example.com' }, 'CHANGED_SINCE'],
        ['sets a password', { password: NEW_PASSWORD }, 'PASSWORD_CHANGED'],
    ] as const) {
        it(`leaves a user who ${what} in the moment before`, async () => {
            let isDone = false;
            world.proxy.interferences = {
                beforeTenant: async ({ path, query }) => {
                    if (isDone || path !== '/api/v2/users-by-email' || query.get('email') !== 'user-2@example.com')
                        return undefined;
                    isDone = true;
                    await update('user-2@example.com', change);
                    return undefined;
                },
            };
            const { sent, left: reasons } = await send();
            assert.deepEqual([sent, reasons], [WITHOUT - 1, { [reason]: 1 }]);
            assert.deepEqual(await mailedBy(world.tenant), addresses(1, 3));
        });
    }

    it('repeats a request that Auth0 refused for now, and mails nobody twice', async () => {
        let refused = 0;
        world.proxy.interferences = {
            beforeTenant({ path }) {
                if (path !== MAIL || refused >= 3) return undefined;
                refused += 1;
                return refusal(429, 'Too many requests', { 'retry-after': '7' });
            },
        };
        const clock = createSkippingClock(Date.now());
        assert.equal((await send({ clock })).sent, WITHOUT);
        assert.equal(clock.sleeps.filter((ms) => ms === 7_000).length, 3);
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 3));
    });

    it('lists a user whose request got no answer, and never sends to it again in the campaign', async () => {
        let cut = 0;
        world.proxy.interferences = {
            afterTenant({ path }) {
                if (path !== MAIL || cut > 0) return undefined;
                cut += 1;
                return 'cut';
            },
        };
        assert.equal(await refusalOf(send()), 'TENANT_UNREACHABLE');
        assert.equal((await mailedBy(world.tenant)).length, 1);
        const { sent, left: reasons } = await send();
        assert.deepEqual([sent, reasons], [WITHOUT - 1, { UNKNOWN: 1 }]);
        assert.deepEqual(await mailedBy(world.tenant), addresses(1, 2, 3));
    });

    it('goes on behind a user whose request Auth0 refuses, and tries it again at the next attempt', async () => {
        let refused = 0;
        world.proxy.interferences = {
            beforeTenant({ path }) {
                if (path !== MAIL || refused > 0) return undefined;
                refused += 1;
                return refusal(400, 'user-1@example.com is not what it should be');
            },
        };
        const { sent, left: reasons } = await send();
        assert.deepEqual([sent, reasons], [WITHOUT - 1, { REFUSED: 1 }]);
        assert.deepEqual([(await send()).sent, (await mailedBy(world.tenant)).length], [1, WITHOUT]);
    });

    it('keeps to the rate', async () => {
        const clock = createSkippingClock(Date.now());
        await send({ perMinute: 4, clock });
        const waits = clock.sleeps.filter((ms) => ms > 10_000);
        assert.equal(waits.length, WITHOUT - 1);
        assert.ok(waits.every((ms) => ms <= 15_000));
    });

    it('is refused for a run that is not there or not complete, and for settings that make no sense', async () => {
        assert.equal(await refusalOf(send({ runId: 'other' })), 'RUN_NOT_FOUND');
        for (const changes of [
            { perMinute: 0 },
            { perMinute: 301 },
            { perMinute: 1.5 },
            { campaign: '../x' },
            { send: 'all' as never },
        ])
            assert.equal(await refusalOf(send(changes)), 'SETTING_INVALID', JSON.stringify(changes));
        world.proxy.interferences = {
            beforeTenant: ({ path }) => (path === '/api/v2/jobs/users-exports' ? refusal(400, 'no') : undefined),
        };
        assert.equal(await refusalOf(world.run({ clock: impatientClock })), 'REQUEST_REFUSED');
        world.proxy.interferences = {};
        assert.equal(await refusalOf(send()), 'RESET_REFUSED');
        assert.deepEqual(await mailedBy(world.tenant), []);
    });

    it('makes no ticket that would lie in the clear', async () => {
        assert.equal(await refusalOf(reset({ send: 'tickets' })), 'ARTIFACT_KEY_MISSING');
        assert.equal(await refusalOf(send({ send: 'tickets' })), 'ARTIFACT_KEY_MISSING');
    });

    describe('with tickets', () => {
        useArtifactKey();

        const runFolder = () => join(world.folder, 'runs', 'run');
        const tickets = async () =>
            (await text(await readRunFile(runFolder(), 'tickets-first-1.ndjson')))
                .split('\n')
                .filter((line) => line !== '')
                .map((line) => JSON.parse(line) as { userId: string; email: string; ticket: string });

        it('writes them encrypted, mails nobody, and each sets a password once', async () => {
            const { sent, ticketArtifacts } = await send({ send: 'tickets' });
            assert.deepEqual([sent, ticketArtifacts], [WITHOUT, [join(runFolder(), 'tickets-first-1.ndjson')]]);
            assert.deepEqual(await mailedBy(world.tenant), []);
            const made = await tickets();
            assert.deepEqual(made.map(({ email }) => email).sort(), addresses(1, 2, 3));
            for (const { email, ticket } of made) {
                await setPassword(world.tenant, ticket, NEW_PASSWORD);
                assert.equal((await world.tenant.logIn(TARGET, email, NEW_PASSWORD)).status, 200);
            }
            for (const file of await readdir(runFolder())) {
                const content = await readFile(join(runFolder(), file));
                for (const { ticket, email } of made)
                    for (const secret of [ticket, new URL(ticket).searchParams.get('ticket') ?? '', email])
                        assert.equal(content.includes(secret), false, `${file} holds a link or an address`);
            }
            assert.deepEqual((await send({ send: 'tickets' })).left, {});
            await purgeRun(runFolder());
            assert.equal(
                (await readdir(runFolder())).some((file) => file.startsWith('tickets')),
                false,
            );
        });

        it('lists a user whose answer was lost, and goes on behind the tickets that are there', async () => {
            let seen = 0;
            world.proxy.interferences = {
                afterTenant({ path }) {
                    if (path !== TICKET) return undefined;
                    seen += 1;
                    return seen === 2 ? 'cut' : undefined;
                },
            };
            assert.equal(await refusalOf(send({ send: 'tickets' })), 'TENANT_UNREACHABLE');
            const { sent, sentBefore, left: reasons } = await send({ send: 'tickets' });
            assert.deepEqual([sent, sentBefore, reasons], [1, 1, { UNKNOWN: 1 }]);
            assert.equal((await tickets()).length, 2);
        });
    });
});
