import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertEachOnce, isThere, usersIn } from './look-at-the-world.ts';
import { stopAtSecondImport } from './meddle.ts';
import { openWorld, people, type World } from './open-world.ts';

describe('what functions of a definition give', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    for (const value of [
        'undefined',
        'new Date(0)',
        '-0',
        '[undefined]',
        '[1, undefined, () => 1]',
        'NaN',
        'new Map([[1, 2]])',
        '{ inner: undefined, list: [-0, new Date(0)] }',
        '1n',
    ]) {
        it(`is verified as it was sent, or left out beforehand: ${value}`, async () => {
            world = await openWorld({
                users: people(2),
                definition: `transform: (user) => ({ ...user, user_metadata: { number: 1, value: ${value} } }),`,
            });
            const report = await world.complete();
            assert.equal(report.isVerified, true);
            assert.equal(report.imported + report.excluded, 2);
            assert.equal((await usersIn(world.target)).length, report.imported);
            const writes = () =>
                world.target.proxy.requests.filter(
                    ({ method, path }) => method !== 'GET' && /users-imports|\/users\//.test(path),
                ).length;
            const before = writes();
            await world.complete();
            assert.equal(writes(), before, 'and it is no change in the next pass');
        });
    }

    for (const value of ['undefined', 'new Date(0)', '-0', '[undefined]', '[user]', 'Promise.resolve(user)']) {
        it(`leaves a user out beforehand where it is no record: ${value}`, async () => {
            world = await openWorld({ users: people(2), definition: `transform: (user) => (${value}),` });
            const report = await world.complete();
            assert.deepEqual([report.imported, report.excluded, report.isVerified], [0, 2, true]);
            assert.equal((await usersIn(world.target)).length, 0);
        });
    }

    it('may be another in each attempt: no batch has to be made again', async () => {
        world = await openWorld({
            users: people(20),
            definition: 'transform: (user) => ({ ...user, nickname: String(Reflect.get(globalThis, "attempt")) }),',
        });
        Reflect.set(globalThis, 'attempt', 1);
        const settings = { maxImportFileBytes: 1_500 };
        await stopAtSecondImport(world, settings);
        Reflect.set(globalThis, 'attempt', 2);
        const report = await world.complete(settings);
        Reflect.deleteProperty(globalThis, 'attempt');
        assert.deepEqual([report.imported, report.excluded, report.isVerified], [20, 0, true]);
        await assertEachOnce(world.target, people(20));
    });

    for (const value of ['"yes"', '1', 'undefined', 'null', 'Promise.resolve(false)']) {
        it(`is refused where \`only\` gives no boolean: ${value}`, async () => {
            world = await openWorld({ users: people(2), definition: `only: () => ${value},` });
            const { error, report } = await world.attempt();
            assert.equal(report, undefined);
            assert.equal(error?.code, 'DEFINITION_INVALID');
            assert.match(error.message, /`only`/);
            assert.equal((await usersIn(world.target)).length, 0);
        });
    }
});

describe('numbers of a file that JavaScript cannot hold', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const runWith = async (lines: readonly string[]) => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        await writeFile(join(world.settings().projectFolder, 'users.ndjson'), lines.join('\n'));
        return await world.complete({ source: { file: 'users.ndjson' } });
    };
    const line = (fields: string, email: string) => `{${fields}, "email": "${email}", "email_verified": true}`;

    it('in IDs are kept as they are written, or named as the reason', async () => {
        const report = await runWith([
            line('"user_id": 9007199254740992', 'even@example.com'),
            line('"user_id": 9007199254740993', 'odd@example.com'),
        ]);
        assert.equal(report.isVerified, true);
        const ids = (await usersIn(world.target)).map(({ email, app_metadata: app }) => [
            email,
            (app as { previous_user_id?: string }).previous_user_id?.replace('auth0|', ''),
        ]);
        for (const [email, id] of ids) {
            assert.equal(id, email === 'odd@example.com' ? '9007199254740993' : '9007199254740992');
        }
        assert.equal(report.excludedByReason['NUMBER_TOO_LARGE'] ?? 0, 2 - ids.length);
    });

    it('in metadata are kept as they are written, or named as the reason', async () => {
        const report = await runWith([
            line('"user_id": "a", "user_metadata": {"account": 12345678901234567891}', 'large@example.com'),
            line('"user_id": "b", "app_metadata": {"accounts": [1, {"n": -9007199254740993}]}', 'deep@example.com'),
            line('"user_id": "c", "user_metadata": {"account": 9007199254740991}', 'fits@example.com'),
        ]);
        assert.equal(report.isVerified, true);
        assert.equal(await isThere(world.target, 'fits@example.com'), true);
        assert.deepEqual(report.excludedByReason, { NUMBER_TOO_LARGE: 2 });
    });
});
