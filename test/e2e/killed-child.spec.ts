import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bcrypt } from 'hash-wasm';
import type { LocalPulumiResult } from '../../local/pulumi/index.ts';
import { canDie, DEATHS, type Death, DYING_OPTIONS, letDie, migratorChildOf } from '../processes/migrator-child.ts';
import { canLogIn, openStage, STAGED_PASSWORD, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 420;
/** Nine thousand characters a user make batches of some fifty. */
const PADDING = 9_000;
const PLACES = 10;
/** `CRASH_POINTS=all` lets the process die in each way at each place, which takes ten minutes; otherwise in one way at every third. */
const IS_WHOLE = process.env['CRASH_POINTS'] === 'all';

/** What is known of a moment of an `up`: its step, as the engine sees it, and how long the run's journal is. */
interface Moment {
    readonly isCreating: boolean;
    readonly journalLines: number;
}

describe('the migration process of an `up` that dies', function () {
    this.timeout(IS_WHOLE ? 1_800_000 : 600_000);
    let hash: string;
    let lines: number;

    before(async () => {
        const salt = Buffer.alloc(16, 7);
        hash = (await bcrypt({ password: STAGED_PASSWORD, salt, costFactor: 10, outputType: 'encoded' })).replace(
            /^\$2a\$/,
            '$2b$',
        );
        const stage = await open(hash);
        try {
            assert.equal((await stage.run('up')).failed, false);
            lines = await journalLinesOf(stage);
            console.log(`      a journal of ${lines} lines`);
            assert.ok(lines > PLACES);
        } finally {
            await stage.close();
        }
    });

    for (let place = 0; place < PLACES; place += 1) {
        for (const death of IS_WHOLE ? DEATHS : place % 3 === 0 ? [DEATHS[(place / 3) % 3] ?? 'SIGKILL'] : []) {
            it(`by ${death} at place ${place + 1} of ${PLACES}: the same up ends right, and says so`, async () => {
                const stage = await open(hash);
                try {
                    // The first place is before anything is written, the last before the journal's last line.
                    const atLine = Math.floor((place * (lines - 2)) / (PLACES - 1));
                    const { killed, result } = await upWhere(
                        stage,
                        death,
                        ({ isCreating, journalLines }) => isCreating && journalLines >= atLine,
                    );
                    assert.equal(killed, 1);
                    assertRight(result);
                    assertSays(result, death, killed);
                    await assertMoved(stage);
                    assert.deepEqual(Object.keys((await stage.run('up')).changes), ['same']);
                } finally {
                    await stage.close();
                }
            });
        }
    }

    it('while the preview looks at the tenants: the same up ends right, and says so', async () => {
        const stage = await open(hash);
        try {
            const { killed, result } = await upWhere(stage, 'SIGSEGV', ({ isCreating }) => !isCreating);
            assert.equal(killed, 1);
            assertRight(result);
            assertSays(result, 'SIGSEGV', killed);
        } finally {
            await stage.close();
        }
    });

    it('twice fails the up with how it died, and the next up ends right at once', async () => {
        const stage = await open(hash);
        try {
            const isReached = ({ isCreating, journalLines }: Moment) => isCreating && journalLines >= lines / 2;
            const { killed, result } = await upWhere(stage, 'SIGKILL', isReached, 2);
            assert.equal(killed, 2);
            assert.equal(result.failed, true);
            const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
            assert.match(errors[0]?.message ?? '', /RUN_PROCESS_DIED: .* was killed by SIGKILL .* the second one was/);
            assertRight(await stage.run('up'));
            await assertMoved(stage);
        } finally {
            await stage.close();
        }
    });
});

function open(hash: string): Promise<Stage> {
    return openStage({ users: stagedUsers(USERS, { hash, padding: PADDING }), jobRate: 150 });
}

async function upWhere(
    stage: Stage,
    death: Death,
    isReached: (moment: Moment) => boolean,
    times = 1,
): Promise<{ killed: number; result: LocalPulumiResult }> {
    const state = { provider: 0, isCreating: false, hasEnded: false };
    const up = stage
        .run('up', {
            env: { ...stage.env, NODE_OPTIONS: DYING_OPTIONS },
            onEvent: (event) => {
                if (event.type === 'provider-started') state.provider = event.pid;
                if (event.type === 'step-started' && event.step.urn.includes(':UserMigrationRun::'))
                    state.isCreating = true;
            },
        })
        .finally(() => {
            state.hasEnded = true;
        });
    const dead: number[] = [];
    // The journal and the list of processes are others': looking at them often is the only way to see them change.
    while (!state.hasEnded && dead.length < times) {
        const child = state.provider === 0 ? undefined : migratorChildOf(state.provider);
        const moment = { isCreating: state.isCreating, journalLines: await journalLinesOf(stage) };
        if (child !== undefined && !dead.includes(child) && isReached(moment) && canDie(child, death)) {
            letDie(child, death);
            dead.push(child);
        }
        await setTimeout(2);
    }
    return { killed: dead.length, result: await up };
}

async function journalLinesOf(stage: Stage): Promise<number> {
    const [journal] = globSync(join(stage.folder, '.auth0-user-migration', '*', 'journal.ndjson'));
    return journal === undefined ? 0 : (await readFile(journal, 'utf8')).split('\n').length - 1;
}

function assertRight(result: LocalPulumiResult): void {
    assert.equal(result.failed, false, JSON.stringify(result.diagnostics));
    const report = result.outputs['report']?.value as Record<string, unknown>;
    assert.deepEqual(
        [report['sourceUsers'], report['imported'], report['rejected'], report['isVerified']],
        [USERS, USERS, 0, true],
    );
}

function assertSays({ diagnostics }: LocalPulumiResult, death: Death, times: number): void {
    const warnings = diagnostics.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
    const how = death === 'exit 1' ? 'ended with exit code 1' : `was killed by ${death}`;
    assert.equal(warnings.length, times, warnings.join('\n'));
    assert.match(warnings[0] ?? '', new RegExp(`^Process \\d+ of the migration ${how}.*It was started again`));
}

async function assertMoved(stage: Stage): Promise<void> {
    const users = await usersOf(stage.target, 'customers');
    assert.equal(users.length, USERS);
    assert.equal(new Set(users.map(({ email }) => email)).size, USERS);
    assert.equal(await canLogIn(stage.target, 'customers', 'staged.7@example.com', STAGED_PASSWORD), true);
}
