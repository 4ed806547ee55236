import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { isMigrationError, type RunOutcome } from '../../migrator/index.ts';
import { givePasswords, type KnownPasswords } from '../checker/known-passwords.ts';
import { definitionText } from '../histories/definition-text.ts';
import type { Policies } from '../histories/history-model.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { GHOST, histories } from './history.ts';
import { FIRST_USERS, type Stop, Story, type StoryMigrator } from './story.ts';

/** Histories that are tried; `PROPERTY_RUNS=n` for more. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 6);
/** `PROPERTY_SEED=n` for other ones. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_126);
/** `PROPERTY_PATH=n` for the one that failed. */
const PATH = process.env['PROPERTY_PATH'];
/** `PROPERTY_SHRINK=n` looks for so many minutes for a history that fails too and in which less happens. */
const SHRINK_MINUTES = Number(process.env['PROPERTY_SHRINK'] ?? 0);

describe('any history of both sides and of runs', function () {
    this.timeout(Math.max(180_000, RUNS * 60_000) + 2 * SHRINK_MINUTES * 60_000);
    let migration: OpenMigration;
    let known: KnownPasswords<object>;
    let stories = 0;

    before(async () => {
        known = await givePasswords(SOURCE, FIRST_USERS, 4);
        migration = await openMigration({
            users: known.users,
            seed: [{ ghost: { connection: TARGET, email: GHOST } }],
            tenant: { control: true },
        });
        await writeFile(join(migration.folder, 'hashes.ndjson'), known.hashExport);
    });
    after(() => migration.close());

    it('ends as a model says that knows what people did, and nothing of how users are moved', async () => {
        let runs = 0;
        await fc.assert(
            fc.asyncProperty(histories, async ({ policies, steps }) => {
                const { tenant } = migration;
                await tenant.fetch(`https://${tenant.domain}/_local/reset`, { method: 'POST' });
                const sides = {
                    source: { ...tenant, connection: SOURCE },
                    target: { ...tenant, connection: TARGET },
                };
                await new Story(policies, sides, known, await openStoryMigrator(policies)).tell(steps);
                runs += steps.filter(({ do: what }) => what === 'run' || what === 'stopped run').length + 1;
            }),
            {
                seed: SEED,
                numRuns: RUNS,
                ...(SHRINK_MINUTES === 0
                    ? { endOnFailure: true }
                    : { interruptAfterTimeLimit: SHRINK_MINUTES * 60_000, markInterruptAsFailure: true }),
                includeErrorInReport: true,
                ...(PATH === undefined ? {} : { path: PATH }),
            },
        );
        console.log(`      ${RUNS} histories with ${runs} runs (PROPERTY_RUNS=n for more)`);
    });

    async function openStoryMigrator(policies: Policies): Promise<StoryMigrator> {
        const { proxy, folder } = migration;
        stories += 1;
        const runId = `story-${stories}`;
        const definitionPath = `${runId}.ts`;
        const frame = await readFile(join(folder, 'migration.ts'), 'utf8');
        const text = frame.replace(/\n\s*\}\);\s*$/, `\n${definitionText(policies)}});\n`);
        await writeFile(join(folder, definitionPath), text);
        return {
            async run(stop, sourceUsers) {
                const controller = new AbortController();
                let disturbed = 0;
                proxy.requests.length = 0;
                proxy.interferences = {
                    beforeTenant({ number }) {
                        if (!isPast(stop, number)) return undefined;
                        disturbed += 1;
                        if (stop?.by === 'dead network') return 'cut';
                        controller.abort();
                        return undefined;
                    },
                };
                const settings = { runId, definitionPath, clock: impatientClock, maxImportFileBytes: 1_000 };
                try {
                    const { report } = await migration.run({ ...settings, signal: controller.signal });
                    assert.ok(report);
                    assertSums(report, sourceUsers);
                    return true;
                } catch (error) {
                    if (disturbed === 0 || !isMigrationError(error)) throw error;
                    return false;
                } finally {
                    proxy.interferences = {};
                }
            },
            loseFolder: () => rm(dirname(migration.fileOf('journal.ndjson', runId)), { recursive: true, force: true }),
        };
    }
});

function isPast(stop: Stop | undefined, request: number): boolean {
    return stop !== undefined && request >= stop.atRequest;
}

function assertSums(report: NonNullable<RunOutcome['report']>, sourceUsers: number): void {
    const { imported, existing, excluded, rejected } = report;
    const { deletedInTarget = 0 } = report as { deletedInTarget?: number };
    assert.equal(report.isVerified, true);
    assert.equal(report.sourceUsers, sourceUsers);
    assert.equal(
        imported + existing + excluded + rejected + deletedInTarget,
        sourceUsers,
        'every user is counted once',
    );
}
