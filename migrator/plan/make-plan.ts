import { USERS_OF_A_GROUP } from '../replacement/group-size.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { describeEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import { findingsOf } from './findings.ts';
import { lossesOf } from './losses.ts';
import { minutesOf, paceOf } from './pace.ts';
import type { Plan, PlanParts } from './plan.ts';
import type { Counts } from './plan-counts.ts';
import { plannedCalls } from './planned-calls.ts';
import { repairWords } from './repair-price.ts';

/** What a plan takes from a run. */
export type PlanNeeds = Pick<
    Run,
    'definition' | 'definitionDigest' | 'source' | 'target' | 'targetFacts' | 'findings' | 'store' | 'limits'
>;

/** Makes the plan of a run whose users are all decided. */
export function makePlan(
    run: PlanNeeds,
    {
        exported,
        inTarget,
        counts,
        traits,
        assignments,
        digest,
        refusals,
        excludedArtifact,
        changedPasswordsArtifact,
        goneArtifact,
        unmatched,
        hashExportDigest,
        factorExportDigest,
    }: PlanParts,
): Plan {
    const { definition } = run;
    const newUsers = counts.planned - counts.updates;
    const isFile = run.source.kind === 'file';
    const replaced = replacesSourceUsers(run) ? newUsers : 0;
    const batches = Math.max(counts.batches, Math.ceil(replaced / USERS_OF_A_GROUP));
    const calls = plannedCalls(batches, counts.updates + counts.blocks, isFile, replaced, assignments);
    const callCount = Object.values(calls).reduce((sum, number) => sum + number, 0);
    const pace = paceOf(run);
    const changedPasswords = {
        users: counts.changedPasswords,
        list: run.store.artifacts.locate(changedPasswordsArtifact),
    };
    const gone = {
        users: counts.gone,
        deletions: counts.deletions,
        list: run.store.artifacts.locate(goneArtifact),
    };
    const ghostRepair = repairWords(definition.ghosts);
    return {
        schemaVersion: 3,
        madeAt: exported.target.takenAt,
        digest,
        description: definition.description,
        definitionDigest: run.definitionDigest,
        sourceDigest: exported.source.digest,
        ...(run.source.kind === 'file' ? { sourceFileDigest: run.source.digest } : {}),
        ...(hashExportDigest === undefined ? {} : { hashExportDigest }),
        ...(factorExportDigest === undefined ? {} : { factorExportDigest }),
        source: describeEndpoint(run.source),
        target: describeEndpoint(run.target),
        userIds: definition.userIds.policy,
        existingUsers: definition.existingUsers.policy,
        users: {
            source: counts.source,
            new: newUsers,
            updated: counts.updates,
            existing: counts.existing,
            excluded: counts.excluded,
            moved: counts.unchanged + counts.changedInTarget + counts.presumed,
            changedInTarget: counts.changedInTarget,
            deletedInTarget: counts.deleted,
            inTarget,
        },
        excludedByReason: sorted(counts.excludedByReason),
        hashesByAlgorithm: sorted(counts.hashesByAlgorithm),
        missingHashesByReason: sorted(counts.missingHashesByReason),
        replacedFields: sorted(counts.replacedFields),
        droppedFields: sorted(counts.droppedFields),
        notices: counts.notices,
        files: { count: batches, bytes: counts.bytes },
        calls,
        pace,
        minutes: minutesOf(run, pace, counts.planned, callCount),
        findings: findingsOf(run, { counts, traits, assignments, unmatched }, pace, callCount),
        ...(assignments === undefined ? {} : { assignments }),
        losses: lossesOf(counts.droppedFields, definition),
        ...(ghostRepair === undefined ? {} : { ghostRepair }),
        refusals: refusals.map(({ code, message }) => ({ code, message })),
        excludedList: run.store.artifacts.locate(excludedArtifact),
        ...(gone.users === 0 ? {} : { gone }),
        ...(changedPasswords.users === 0 ? {} : { changedPasswords }),
        ...(unmatched === undefined ? {} : { unmatched }),
    };
}

function sorted(counts: Counts): Counts {
    return Object.fromEntries(Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
