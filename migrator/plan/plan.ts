import type { CheckedDefinition } from '../definition.ts';
import type { MigrationError } from '../errors.ts';
import { repairWords } from '../ghosts/repair-price.ts';
import { readRunState } from '../journal/run-state.ts';
import type { Counts, ExportedUsers, PlanCounts } from '../migration.ts';
import type { Run } from '../run.ts';
import type { PlannedAttachments } from './attachments/count-attachments.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings.ts';
import { type Loss, lossesOf } from './losses.ts';
import { minutesOf, type Pace, paceOf } from './pace.ts';
import { plannedCalls } from './planned-calls.ts';
import type { UserTraits } from './user-traits.ts';

/**
 * What a run will do, in numbers that a reviewer can judge; no personal data.
 *
 * Every user of the source is in exactly one of `new`, `updated`, `existing` and `excluded`.
 */
export interface Plan {
    readonly schemaVersion: 2;
    /** SHA-256 in hex of everything that will be sent and of every exclusion: what an approval names. */
    readonly digest: string;
    readonly description: string;
    readonly definitionDigest: string | undefined;
    /** SHA-256 of the export of the source, in hex. */
    readonly sourceDigest: string;
    /** SHA-256 in hex of the file of users as it lies on the disk; only where the source is one. */
    readonly sourceFileDigest?: string;
    readonly source: string;
    readonly target: string;
    readonly userIds: CheckedDefinition['userIds']['policy'];
    readonly existingUsers: CheckedDefinition['existingUsers']['policy'];
    readonly users: {
        readonly source: number;
        readonly new: number;
        readonly updated: number;
        readonly existing: number;
        readonly excluded: number;
        /** Users of the target connection when the plan was made. */
        readonly inTarget: number;
    };
    readonly excludedByReason: Counts;
    readonly hashesByAlgorithm: Counts;
    readonly missingHashesByReason: Counts;
    readonly replacedFields: Counts;
    /** Fields that no import takes and that nobody else makes again, with the number of users that have them. */
    readonly droppedFields: Counts;
    readonly notices: PlanCounts['notices'];
    readonly files: { readonly count: number; readonly bytes: number };
    /** Calls of the Management API by route, roughly; polls of jobs depend on their speed. */
    readonly calls: Counts;
    readonly pace: Pace;
    /**
     * Minutes that the import takes, rounded up: as expected by the pace and the tenant's rate limits; and for comparison those
     * of the jobs alone on an enterprise tenant, and on a free or staging one.
     */
    readonly minutes: { readonly expected: number; readonly enterprise: number; readonly free: number };
    /** What the checks of both tenants found that forbids nothing, warnings first. */
    readonly findings: readonly Finding[];
    /** What the users have in the source beside their profiles; only the kinds that were counted. */
    readonly attachments?: PlannedAttachments;
    readonly losses: readonly Loss[];
    /** What the run does about ghosts, and what it costs their users; only where it does anything. */
    readonly ghostRepair?: string;
    /** Everything that forbids the run. */
    readonly refusals: readonly { readonly code: MigrationError['code']; readonly message: string }[];
    /** Where the excluded users are listed; the list holds personal data. */
    readonly excludedList: string;
}

/** What a plan is made of. */
export interface PlanParts {
    readonly exported: ExportedUsers;
    /** Users of the target connection. */
    readonly inTarget: number;
    readonly counts: PlanCounts;
    readonly traits: UserTraits;
    readonly attachments: PlannedAttachments | undefined;
    readonly digest: string;
    readonly refusals: readonly MigrationError[];
    readonly excludedArtifact: string;
}

/** Makes the plan of a run whose users are all decided. */
export function makePlan(
    run: Run,
    { exported, inTarget, counts, traits, attachments, digest, refusals, excludedArtifact }: PlanParts,
): Plan {
    const { definition } = run;
    const newUsers = counts.planned - counts.updates;
    const isFile = definition.source !== undefined;
    const calls = plannedCalls(counts.batches, isFile);
    const callCount = Object.values(calls).reduce((sum, number) => sum + number, 0);
    const pace = paceOf(run);
    const ghostRepair = repairWords(definition.ghosts);
    return {
        schemaVersion: 2,
        digest,
        description: definition.description,
        definitionDigest: readRunState(run.journal.entries).definitionDigest,
        sourceDigest: exported.source.digest,
        ...(run.sourceFileDigest === undefined ? {} : { sourceFileDigest: run.sourceFileDigest }),
        source: isFile
            ? (definition.source?.file ?? '')
            : `${run.source.connection.name} (${run.source.tenant.domain})`,
        target: `${run.target.connection.name} (${run.target.tenant.domain})`,
        userIds: definition.userIds.policy,
        existingUsers: definition.existingUsers.policy,
        users: {
            source: counts.source,
            new: newUsers,
            updated: counts.updates,
            existing: counts.existing,
            excluded: counts.excluded,
            inTarget,
        },
        excludedByReason: sorted(counts.excludedByReason),
        hashesByAlgorithm: sorted(counts.hashesByAlgorithm),
        missingHashesByReason: sorted(counts.missingHashesByReason),
        replacedFields: sorted(counts.replacedFields),
        droppedFields: sorted(counts.droppedFields),
        notices: counts.notices,
        files: { count: counts.batches, bytes: counts.bytes },
        calls,
        pace,
        minutes: minutesOf(run, pace, counts.planned, callCount),
        findings: findingsOf(run, { counts, traits, attachments }, pace, callCount),
        ...(attachments === undefined ? {} : { attachments }),
        losses: lossesOf(counts.droppedFields),
        ...(ghostRepair === undefined ? {} : { ghostRepair }),
        refusals: refusals.map(({ code, message }) => ({ code, message })),
        excludedList: run.artifacts.locate(excludedArtifact),
    };
}

function sorted(counts: Counts): Counts {
    return Object.fromEntries(Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
