import { readRunState } from '../run-store/run-state.ts';
import type { ClassifiedRejection, NamedUser, RejectionClass, VerifiedMigration } from '../migration.ts';
import type { Counts, PlanCounts } from '../plan/plan-counts.ts';
import type { Run } from '../run/run.ts';

/**
 * What a run did, in numbers: no personal data, unless it was told to name users.
 *
 * Every user of the source is in exactly one of `imported`, `existing`, `excluded` and `rejected`.
 */
export interface Report {
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly pass: number;
    readonly description: string;
    readonly source: string;
    readonly target: string;
    readonly sourceUsers: number;
    readonly imported: number;
    readonly existing: number;
    readonly excluded: number;
    readonly rejected: number;
    readonly excludedByReason: Counts;
    /** Rejected users by what they turned out to be and Auth0's codes, such as `refused INVALID_FORMAT`. */
    readonly rejectedByReason: Counts;
    readonly hashesByAlgorithm: Counts;
    /** Profile fields that no import can carry, with the number of users that have them. */
    readonly droppedFields: Counts;
    readonly importJobs: number;
    readonly verified: {
        readonly compared: number;
        readonly mismatched: number;
        readonly missing: number;
        /** Logins with the accounts that the definition names for it. */
        readonly logins: { readonly tried: number; readonly accepted: number };
    };
    readonly isVerified: boolean;
    /** Users whom ghosts keep out, and what was done about it. */
    readonly ghosts: {
        /** What the definition says of ghosts. */
        readonly repair: 'plan-only' | 'by-login' | 'up-to-max';
        /** Ghosts that this pass found and left. */
        readonly found: number;
        readonly repaired: number;
        /** Users of earlier passes who were not sent because a login of theirs is waited for. */
        readonly waiting: number;
        /** Users of earlier passes whom a login has made whole since. */
        readonly healed: number;
    };
    /** Rejected, differing and missing users, up to 1,000 of each; only of a run that was told to name users. */
    readonly users?: readonly NamedUser[];
    /** Whether the files with personal data are encrypted. */
    readonly isEncrypted: boolean;
    readonly startedAt: string;
    readonly finishedAt: string;
    /** Where the files of the run lie; they hold personal data. */
    readonly artifacts: {
        readonly excluded: string;
        readonly mismatches: string;
        readonly idMap: string;
        readonly rejected: string;
        /** Whom ghosts keep out; only where there are any. */
        readonly ghosts?: string;
    };
}

/** Rejected users that are in the target all the same. */
const IN_TARGET: ReadonlySet<RejectionClass> = new Set(['imported', 'repaired', 'existing']);

/** Makes the report of a run that went through its stages. */
export function makeReport(
    run: Run,
    { plan, rejections, verification, awaitedGhosts, named, ghostArtifact }: VerifiedMigration,
    rejectedArtifact: string,
): Report {
    const { counts } = plan;
    const { repair } = run.definition.ghosts;
    const state = readRunState(run.journal.entries);
    const countOf = (wanted: RejectionClass) => rejections.filter(({ class: found }) => found === wanted).length;
    const existingByRejection = countOf('existing');
    const rejected = rejections.filter(({ class: found }) => !IN_TARGET.has(found)).length;
    const { compared, mismatched, missing, logins } = verification;
    return {
        schemaVersion: 1,
        runId: run.id,
        pass: run.pass,
        description: run.definition.description,
        source: `${run.source.connection.name} (${run.source.tenant.domain})`,
        target: `${run.target.connection.name} (${run.target.tenant.domain})`,
        sourceUsers: counts.source,
        imported: counts.planned - existingByRejection - rejected,
        existing: counts.existing + existingByRejection,
        excluded: counts.excluded,
        rejected,
        excludedByReason: counts.excludedByReason,
        rejectedByReason: countReasons(rejections),
        hashesByAlgorithm: counts.hashesByAlgorithm,
        droppedFields: lossesOf(counts),
        importJobs: state.batches.size + state.parts.size,
        verified: { compared, mismatched, missing, logins },
        isVerified: mismatched === 0 && missing === 0 && logins.accepted === logins.tried,
        ghosts: {
            repair: typeof repair === 'string' ? repair : 'up-to-max',
            found: countOf('ghost'),
            repaired: countOf('repaired'),
            ...awaitedGhosts,
        },
        ...(run.withIdentifiers ? { users: [...named, ...verification.named] } : {}),
        isEncrypted: run.artifacts.isEncrypted,
        startedAt: state.passStartedAt ?? '',
        finishedAt: new Date(run.clock.now()).toISOString(),
        artifacts: {
            excluded: run.artifacts.locate(plan.excludedArtifact),
            mismatches: run.artifacts.locate(verification.mismatchArtifact),
            idMap: run.artifacts.locate(verification.idMapArtifact),
            rejected: run.artifacts.locate(rejectedArtifact),
            ...(ghostArtifact === undefined ? {} : { ghosts: run.artifacts.locate(ghostArtifact) }),
        },
    };
}

function countReasons(rejections: readonly ClassifiedRejection[]): Counts {
    const counts: Record<string, number> = {};
    for (const { class: found, codes } of rejections) {
        if (IN_TARGET.has(found)) continue;
        const reason = `${found} ${codes.join('+')}`;
        counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
}

// Every exported profile has these; that they stay behind is no loss to anybody.
function lossesOf({ droppedFields }: PlanCounts): Counts {
    const harmless = new Set(['identities', 'created_at', 'updated_at']);
    return Object.fromEntries(Object.entries(droppedFields).filter(([field]) => !harmless.has(field)));
}
