import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 300;
/** Three seconds: too short for the import at the tenant's speed, long enough for some batches each time. */
const BUDGET_MINUTES = 3 / 60;

interface SavedResource {
    readonly type: string;
    readonly outputs: Record<string, unknown>;
    readonly initErrors?: readonly string[];
}

describe('a run whose time budget is over', function () {
    this.timeout(180_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({
            users: stagedUsers(USERS, { padding: 9_000 }),
            jobRate: 50,
            migrationArgs: `timeBudgetMinutes: ${BUDGET_MINUTES},`,
        });
    });
    after(() => stage.close());

    const savedRun = async (): Promise<SavedResource> => {
        const state = await readFile(join(stage.folder, '.local-pulumi', 'dev.json'), 'utf8');
        assert.doesNotMatch(state, /@example\.com|\$2b\$/, 'the state names nobody');
        const resources = JSON.parse(state) as unknown;
        const found = findResources(resources).find(({ type }) => type.endsWith(':UserMigrationRun'));
        assert.ok(found);
        return found;
    };

    it('saves what it has with the reason, and the next ups bring it to its end', async () => {
        const first = await stage.run('up');
        assert.equal(first.failed, true);
        const saved = await savedRun();
        assert.equal(saved.outputs['status'], 'incomplete');
        assert.match(saved.initErrors?.join() ?? '', /TIME_BUDGET_SPENT.*Run again to continue/s);

        for (let ups = 1, failed = true; failed && ups < 20; ups += 1) ({ failed } = await stage.run('up'));
        const complete = await savedRun();
        assert.equal(complete.outputs['status'], 'complete');
        assert.equal(complete.initErrors, undefined);
        const users = await usersOf(stage.target, 'customers');
        assert.equal(new Set(users.map(({ email }) => email)).size, USERS);
        assert.equal(users.length, USERS);
        assert.ok(JSON.stringify(complete.outputs).length < 10_000, 'the state stays small');
    });
});

function findResources(value: unknown): SavedResource[] {
    if (typeof value !== 'object' || value === null) return [];
    if ('type' in value && 'outputs' in value) return [value as SavedResource];
    return Object.values(value).flatMap(findResources);
}
