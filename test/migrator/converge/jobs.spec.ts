import assert from 'node:assert/strict';
import type { PassingAnswer, PassingRequest } from '../running/interfering-proxy.ts';
import { assertEachOnce, usersIn } from './look-at-the-world.ts';
import { isImport } from './meddle.ts';
import { openWorld, people, type World } from './open-world.ts';

describe('what Auth0 says of an import job', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const isErrors = ({ path }: PassingRequest) => path.endsWith('/errors');
    const isJob = ({ method, path }: PassingRequest) => method === 'GET' && /\/jobs\/job_\w+$/.test(path);
    const json = (answer: PassingAnswer, value: unknown): PassingAnswer => ({
        ...answer,
        status: 200,
        headers: { ...answer.headers, 'content-type': 'application/json; charset=utf-8' },
        body: Buffer.from(JSON.stringify(value)),
    });
    /** Changes the users of the first import file on its way, as the tenant gets it. */
    const changeFirstFile = (edit: (file: string) => string) => {
        let isDone = false;
        return (passing: PassingRequest): PassingRequest | undefined => {
            if (isDone || !isImport(passing)) return undefined;
            isDone = true;
            const text = passing.body.toString('utf8');
            return { ...passing, body: Buffer.from(text.replace(/\[\{.*\}\]/s, edit)) };
        };
    };

    it('that failed as a whole and named one user: everybody else arrives', async () => {
        world = await openWorld({ users: people(8) });
        const breakFile = changeFirstFile((file) => `[${file}`);
        let isNamed = false;
        world.target.proxy.interferences = {
            beforeTenant: breakFile,
            afterTenant: (passing, answer) => {
                if (isNamed || !isErrors(passing)) return undefined;
                isNamed = true;
                const errors = [{ code: 'INVALID_FORMAT', message: 'Object did not match format', path: 'name' }];
                return json(answer, [{ user: { email: 'user-3@example.com' }, errors }]);
            },
        };
        const first = await world.attempt();
        world.target.proxy.interferences = {};
        const report = first.report ?? (await world.complete());
        assert.equal(report.isVerified, true);
        assert.equal(report.imported + report.rejected, 8);
        assert.ok(report.imported >= 7, `${report.imported} imported`);
        const others = people(8).filter(({ user_id: id }) => id !== 'u00003');
        await assertEachOnce(world.target, others, report.imported - 7);
    });

    for (const [what, change] of [
        ['fewer than were sent', { inserted: 6, total: 6 }],
        ['all of them, though two are not there', { inserted: 8, total: 8 }],
        ['nothing in numbers', {}],
    ] as const) {
        it(`whose summary does not add up: ${what}`, async () => {
            world = await openWorld({ users: people(8) });
            // Two users are lost on the way, and no error names them.
            const loseTwo = changeFirstFile((file) => {
                const users = JSON.parse(file) as { email: string }[];
                assert.equal(users.length, 8);
                return JSON.stringify(users.filter(({ email }) => !/user-[45]@/.test(email)));
            });
            let isTold = false;
            world.target.proxy.interferences = {
                beforeTenant: loseTwo,
                afterTenant: (passing, answer) => {
                    if (isTold || !isJob(passing)) return undefined;
                    const job = JSON.parse(answer.body.toString('utf8')) as { type: string; status: string };
                    if (job.type !== 'users_import' || job.status !== 'completed') return undefined;
                    isTold = true;
                    return json(answer, { ...job, summary: { failed: 0, updated: 0, ...change } });
                },
            };
            const first = await world.attempt();
            world.target.proxy.interferences = {};
            const report = first.report ?? (await world.complete());
            assert.deepEqual([report.imported, report.rejected, report.isVerified], [8, 0, true]);
            assert.ok(isTold);
            await assertEachOnce(world.target, people(8));
        });
    }

    it('of a user who is there without a second factor: imported, with a lost factor', async () => {
        world = await openWorld({
            users: people(4),
            definition: 'transform: (user) => ({ ...user, mfa_factors: [{ email: { value: user.email } }] }),',
        });
        let isNamed = false;
        world.target.proxy.interferences = {
            afterTenant: (passing, answer) => {
                if (isJob(passing)) {
                    const job = JSON.parse(answer.body.toString('utf8')) as { type: string; status: string };
                    if (job.type !== 'users_import' || job.status !== 'completed') return undefined;
                    return json(answer, { ...job, summary: { failed: 1, updated: 0, inserted: 3, total: 4 } });
                }
                if (!isErrors(passing)) return undefined;
                isNamed = true;
                const errors = [{ code: 'MFA_FACTORS_FAILED', message: 'Failed to import MFA factors' }];
                return json(answer, [{ user: { email: 'user-2@example.com' }, errors }]);
            },
        };
        const report = await world.complete();
        assert.ok(isNamed);
        assert.deepEqual([report.imported, report.rejected, report.isVerified], [4, 0, true]);
        assert.equal(report.lostFactors, 1);
        assert.equal((await usersIn(world.target)).length, 4);
        world.target.proxy.interferences = {};
        const again = await world.complete();
        assert.deepEqual([again.imported, again.lostFactors], [4, 1], 'and it is still told in the next pass');
    });
});
