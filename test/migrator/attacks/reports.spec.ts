import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatReport, type Report } from '../../../migrator/index.ts';
import { change, remove, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { beforeFirst } from '../converge/meddle.ts';
import { type ConvergedReport, openWorld, people, type World } from '../converge/open-world.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';

describe('attacks on what a report says', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const isLook = (id: string) => (passing: PassingRequest) =>
        passing.method === 'GET' && decodeURIComponent(passing.path).endsWith(id);
    const assertAddsUp = (report: ConvergedReport) => {
        const { imported, existing, excluded, rejected, deletedInTarget, awaitingApproval, sourceUsers } = report;
        assert.equal(imported + existing + excluded + rejected + deletedInTarget + awaitingApproval, sourceUsers);
    };

    it('does not call a run verified whose changes could not be written', async () => {
        world = await openWorld({ users: people(2) });
        await world.complete();
        await change(world.source, 'auth0|u00001', { name: 'Ann' });
        const { user_id: id } = await userOf(world.target, 'user-1@example.com');
        let edits = 0;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (isLook(id)(passing)) await change(world.target, id, { nickname: `edit-${(edits += 1)}` });
                return undefined;
            },
        };
        const { error } = await world.attempt();
        assert.equal(error?.code, 'VERIFICATION_FAILED');
        const report = JSON.parse(await readFile(join(world.runsFolder, 'run', 'report.json'), 'utf8')) as Report;
        assert.equal(report.isVerified, false);
    });

    it('counts a user once who is deleted in the target before the update', async () => {
        world = await openWorld({ users: people(2) });
        await world.complete();
        await change(world.source, 'auth0|u00001', { name: 'Ann' });
        const { user_id: id } = await userOf(world.target, 'user-1@example.com');
        beforeFirst(world.target.proxy, isLook(id), () => remove(world.target, id));
        const report = await world.complete();
        assertAddsUp(report);
        assert.deepEqual([report.imported, report.deletedInTarget, report.rejected], [1, 1, 0]);
    });

    it('calls nobody found in the target who was deleted there, be it one or all', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        const page = () => readFile(join(world.runsFolder, 'run', 'report.html'), 'utf8');
        const verifiedWords = ({ report }: Awaited<ReturnType<World['attempt']>>) =>
            /verified {2}.*/.exec(formatReport(report as Report))?.[0];
        await remove(world.target, (await userOf(world.target, 'user-1@example.com')).user_id);
        const one = await world.attempt();
        assert.deepEqual([one.report?.deletedInTarget, one.report?.verified.compared], [1, 2]);
        assert.equal(verifiedWords(one), 'verified  2 of 2, field by field');
        assert.match(await page(), /1 other user was moved, and deleted there since by somebody/);
        for (const { user_id: id } of await usersIn(world.target)) await remove(world.target, id);
        const all = await world.attempt();
        assert.deepEqual([all.report?.deletedInTarget, all.report?.verified.compared], [3, 0]);
        assert.match(
            await page(),
            /None of the 3 users .* 1 point needs a decision.*3 users were deleted in the target/s,
        );
    });

    it('says of three users of a file with one address which of them has it', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = async (...users: (readonly [id: string, address: string])[]) => {
            const lines = users.map(
                ([id, email]) => `${JSON.stringify({ user_id: id, email, name: `Person ${id}` })}\n`,
            );
            await writeFile(join(world.folder, 'users.ndjson'), lines.join(''));
        };
        const settings = { source: { file: 'users.ndjson' } };
        await write(['1', 'one@example.com'], ['3', 'three@example.com']);
        await world.complete(settings);
        await write(['1', 'shared@example.com'], ['2', 'shared@example.com'], ['3', 'shared@example.com']);
        const report = await world.complete(settings);
        assert.equal((await userOf(world.target, 'shared@example.com'))['name'], 'Person 1');
        assert.deepEqual(
            [report.imported, report.existing, report.rejected, report.excludedByReason],
            [1, 0, 0, { DUPLICATE_EMAIL_IN_SOURCE: 2 }],
        );
    });

    it('counts a user once who was deleted in the target and may not be brought back', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        await remove(world.target, (await userOf(world.target, 'user-3@example.com')).user_id);
        const only = "only: ({ email }) => email !== 'user-3@example.com'";
        await world.edit({ definition: `deletedInTarget: 'restore', ${only},` });
        for (let pass = 2; pass <= 3; pass += 1) {
            const { imported, excludedByReason, deletedInTarget } = await world.complete();
            assert.deepEqual([imported, excludedByReason, deletedInTarget], [2, { NOT_SELECTED: 1 }, 0]);
        }
    });

    it('counts who is gone from a file that gives another user twice', async () => {
        const source = { file: 'users.ndjson' };
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = async (users: readonly (readonly [id: string, email: string])[]) => {
            const lines = users.map(
                ([id, email]) => `${JSON.stringify({ user_id: id, email, email_verified: true })}\n`,
            );
            await writeFile(join(world.settings().projectFolder, source.file), lines.join(''));
        };
        await write([
            ['1', 'ann@example.com'],
            ['1', 'again@example.com'],
            ['2', 'bob@example.com'],
        ]);
        const first = await world.complete({ source });
        assert.equal(first.verified.compared, 2);
        await write([
            ['1', 'ann@example.com'],
            ['1', 'again@example.com'],
        ]);
        const second = await world.complete({ source });
        assert.deepEqual([second.verified.compared, second.goneFromSource], [1, 1]);
    });
});
