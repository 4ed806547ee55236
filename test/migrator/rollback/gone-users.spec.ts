import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlan, planMigration } from '../../../migrator/index.ts';
import { givePasswords } from '../../checker/known-passwords.ts';
import { type OpenCutover, openCutover, refusalOf } from '../cutover/open-cutover.ts';
import { inventUsers, readLines, SOURCE, TARGET } from '../running/open-migration.ts';

const USERS = 6;
const DELETE = `deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: 3 },`;

describe('users who were deleted in the source', function () {
    this.timeout(60_000);
    let world: OpenCutover;
    let passwords: ReadonlyMap<string, string>;
    afterEach(() => world.close());

    const open = async (definition = '', seed: readonly object[] = []) => {
        const known = await givePasswords(SOURCE, inventUsers(USERS));
        ({ passwords } = known);
        world = await openCutover({
            users: known.users,
            definition: `passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' }, ${definition}`,
            seed,
        });
        await writeFile(join(world.folder, 'hashes.ndjson'), known.hashExport);
        await world.run();
    };
    const sdk = () => world.tenant.management;
    const idOf = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
    const emailOf = (number: number) => `user-${number}@example.com`;
    const copyOf = async (number: number) =>
        String((await world.usersOf()).find(({ email }) => email === emailOf(number))?.['user_id']);
    const deleteInSource = async (...numbers: number[]) => {
        for (const number of numbers) await sdk().users.delete(idOf(number));
    };
    const left = async () => (await world.usersOf()).map(({ email }) => String(email)).sort();
    const allBut = (...numbers: number[]) =>
        Array.from({ length: USERS }, (_, at) => at + 1)
            .filter((number) => !numbers.includes(number))
            .map(emailOf);

    it('are listed, and stay in the target unless the definition says otherwise', async () => {
        await open();
        await deleteInSource(1);
        const copy = await copyOf(1);
        const { report } = await world.run();
        assert.deepEqual([report?.goneFromSource, report?.thisPass.deleted], [1, 0]);
        const [line] = await readLines(report?.artifacts.gone ?? '');
        assert.deepEqual([line?.['sourceUserId'], line?.['userId'], line?.['reason']], [idOf(1), copy, undefined]);
        assert.deepEqual(await left(), allBut());
    });

    it('are deleted in the target where the definition says so, but for those whom somebody has used or changed there', async () => {
        await open(DELETE);
        await deleteInSource(1, 2, 3, 4);
        const answer = await world.tenant.logIn(TARGET, emailOf(2), passwords.get(idOf(2)) ?? '');
        assert.equal(answer.status, 200);
        await sdk().users.update(await copyOf(3), { nickname: 'edited' });
        const { id: role = '' } = await sdk().roles.create({ name: 'Support' });
        await sdk().users.roles.assign(await copyOf(4), { roles: [role] });
        const plan = await planMigration(world.settings());
        assert.deepEqual([plan.gone?.users, plan.gone?.deletions], [4, 2]);
        assert.match(
            formatPlan(plan),
            /warning USERS_GONE_FROM_SOURCE: 4 moved users .* 2 of them are deleted in the target, which is irreversible/,
        );

        const { report } = await world.run();
        assert.equal(report?.thisPass.deleted, 1, 'the role is seen in the last look only');
        assert.deepEqual(await left(), allBut(1));
        const listed = await readLines(report.artifacts.gone);
        assert.deepEqual(listed.map(({ sourceUserId, reason }) => [sourceUserId, reason]).sort(), [
            [idOf(1), undefined],
            [idOf(2), 'CHANGED_SINCE'],
            [idOf(3), 'CHANGED_SINCE'],
            [idOf(4), undefined],
        ]);
        assert.equal((await world.run()).report?.thisPass.deleted, 0);
    });

    it('make room for a new user with the same address, and come back when the source has them again', async () => {
        await open(DELETE);
        await deleteInSource(1, 2);
        await sdk().users.create({ connection: SOURCE, email: emailOf(1), password: 'New-password-1' });
        await world.tenant.management.users.create({
            ...{ connection: SOURCE, user_id: 'later', email: 'later@example.com', password: 'New-password-2' },
        });
        await world.run();
        assert.deepEqual(await left(), allBut(1, 2));
        const settings = await edited(/passwords: \{ hashExport[^}]*\},/, "passwords: { whenMissing: 'reset' },");
        await sdk().users.create({
            connection: SOURCE,
            user_id: 'u00002',
            email: emailOf(2),
            password: 'Again-password-1',
        });
        const { report } = await world.run(settings);
        assert.equal(report?.thisPass.new, 3);
        assert.deepEqual(await left(), ['later@example.com', ...allBut()].sort());
    });

    it('stop a pass before anything is written when they are too many, or when another connection is confirmed', async () => {
        await open(DELETE);
        await deleteInSource(1, 2, 3, 4);
        assert.equal(await refusalOf(world.run()), 'TOO_MANY_DELETIONS');
        const settings = await edited(/confirm: '\w+'/, `confirm: '${SOURCE}'`);
        assert.equal(await refusalOf(world.run(settings)), 'NOT_CONFIRMED');
        assert.deepEqual(await left(), allBut());
    });

    it('are not taken for deleted when they are linked to a user of another connection, under another address by now', async () => {
        await open(DELETE, [
            { connection: { name: 'bystanders' } },
            { user: { connection: 'bystanders', user_id: 'other', email: 'other@example.com' } },
        ]);
        await sdk().users.update(idOf(1), { email: 'moved@example.com' });
        await sdk().users.identities.link('auth0|other', { provider: 'auth0', user_id: idOf(1) });
        await deleteInSource(2, 3, 4);
        // With the linked one, they would be more than the definition allows.
        const plan = await planMigration(world.settings());
        assert.deepEqual([plan.gone?.users, plan.gone?.deletions, plan.refusals], [3, 3, []]);
        const { report } = await world.run();
        assert.equal(report?.thisPass.deleted, 3);
        const listed = await readLines(report.artifacts.gone);
        assert.deepEqual(listed.map(({ sourceUserId }) => sourceUserId).sort(), [2, 3, 4].map(idOf));
        assert.deepEqual(await left(), allBut(2, 3, 4));
        assert.equal((await world.run()).report?.goneFromSource, 0);
    });

    it('are not counted among them when they became a part of another user of the source', async () => {
        await open();
        await sdk().users.identities.link(idOf(1), { provider: 'auth0', user_id: idOf(2) });
        const { report } = await world.run();
        assert.deepEqual([report?.goneFromSource, await readLines(report?.artifacts.gone ?? '')], [0, []]);
        await deleteInSource(3);
        assert.equal((await world.run()).report?.goneFromSource, 1);
        assert.deepEqual(await left(), allBut());
    });

    it('stay once logins go through the target, and after a decommissioning', async () => {
        await open(DELETE);
        await world.cutOver();
        await deleteInSource(1);
        assert.equal((await world.run({ phase: 'cutover' })).report?.thisPass.deleted, 0);
        await world.decommission();
        assert.equal((await world.run({ phase: 'cutover' })).report?.thisPass.deleted, 0);
        assert.deepEqual(await left(), allBut());
    });

    it('are deleted by the next attempt when one was stopped in between', async () => {
        await open(DELETE);
        await deleteInSource(1, 2, 3);
        const stop = new AbortController();
        world.proxy.interferences = {
            afterTenant: ({ method, path }) => {
                if (method === 'DELETE' && path.endsWith('/users')) stop.abort(new Error('stop'));
                return undefined;
            },
        };
        assert.equal(await refusalOf(world.run({ signal: stop.signal })), 'RUN_STOPPED');
        world.proxy.interferences = {};
        await world.run();
        assert.deepEqual(await left(), allBut(1, 2, 3));
    });

    // A definition is loaded once in a process, so another one is another file of the same name.
    async function edited(from: RegExp, to: string) {
        const text = await readFile(join(world.folder, 'migration.ts'), 'utf8');
        await mkdir(join(world.folder, 'edited'));
        await writeFile(join(world.folder, 'edited/migration.ts'), text.replace(from, to));
        return { definitionPath: 'edited/migration.ts' };
    }
});
