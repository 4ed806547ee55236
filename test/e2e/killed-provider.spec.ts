import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bcrypt } from 'hash-wasm';
import { canLogIn, openStage, STAGED_PASSWORD, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 420;
/** Nine thousand characters a user make batches of some fifty. */
const PADDING = 9_000;

interface Fact {
    readonly type: string;
}

/** Moments in the life of a run, each by what its journal says. */
const MOMENTS: Readonly<Record<string, (facts: readonly Fact[]) => boolean>> = {
    'while the source is exported': (facts) => count(facts, 'pass-started') === 1,
    'when the first batch is about to leave': (facts) => count(facts, 'submission-started') >= 1,
    'while the first jobs run': (facts) => count(facts, 'submission-accepted') >= 1,
    'in the middle of the import': (facts) => count(facts, 'submission-finished') >= 3,
    'before the verification': (facts) => count(facts, 'submission-finished') >= 8,
};

describe('a provider that is killed', function () {
    this.timeout(180_000);
    let hash: string;
    before(async () => {
        const salt = Buffer.alloc(16, 7);
        hash = (await bcrypt({ password: STAGED_PASSWORD, salt, costFactor: 10, outputType: 'encoded' })).replace(
            /^\$2a\$/,
            '$2b$',
        );
    });

    for (const [moment, isReached] of Object.entries(MOMENTS)) {
        it(`${moment}: the same up brings every user into the target once`, async () => {
            const stage = await openStage({ users: stagedUsers(USERS, { hash, padding: PADDING }), jobRate: 150 });
            try {
                const first = await upAndKill(stage, isReached);
                assert.equal(first.killed, true, 'the provider was killed');
                assert.equal(first.failed, true);

                const second = await stage.run('up');
                assert.equal(second.failed, false, JSON.stringify(second.diagnostics));
                const report = second.outputs['report']?.value as Record<string, unknown>;
                assert.deepEqual(
                    [report['sourceUsers'], report['imported'], report['rejected'], report['isVerified']],
                    [USERS, USERS, 0, true],
                );
                const users = await usersOf(stage.target, 'customers');
                assert.equal(users.length, USERS);
                assert.equal(new Set(users.map(({ email }) => email)).size, USERS);
                assert.equal(await canLogIn(stage.target, 'customers', 'staged.7@example.com', STAGED_PASSWORD), true);

                const third = await stage.run('up');
                assert.deepEqual(Object.keys(third.changes), ['same']);
            } finally {
                await stage.close();
            }
        });
    }
});

async function upAndKill(
    stage: Stage,
    isReached: (facts: readonly Fact[]) => boolean,
): Promise<{ killed: boolean; failed: boolean }> {
    let pid: number | undefined;
    const ended = new AbortController();
    const up = stage
        .run('up', {
            onEvent: (event) => {
                if (event.type === 'provider-started') pid = event.pid;
            },
        })
        .finally(() => {
            ended.abort();
        });
    let killed = false;
    // The journal is a file of another process: looking at it often is the only way to see it grow.
    while (!ended.signal.aborted && !killed) {
        if (pid !== undefined && isReached(await factsOf(stage))) {
            process.kill(pid, 'SIGKILL');
            killed = true;
        }
        await setTimeout(2);
    }
    return { killed, failed: (await up).failed };
}

async function factsOf({ folder }: Stage): Promise<Fact[]> {
    const [journal] = globSync(join(folder, '.auth0-user-migration', '*', 'journal.ndjson'));
    const text = journal === undefined ? '' : await readFile(journal, 'utf8').catch(() => '');
    return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Fact);
}

function count(facts: readonly Fact[], type: string): number {
    return facts.filter((fact) => fact.type === type).length;
}
