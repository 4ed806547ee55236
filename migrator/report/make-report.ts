import { ASSIGNED_KINDS, type AssignedCounts, type AssignedKind } from '../assignments/assignment.ts';
import type { DifferingLink } from '../assignments/attached-assignments.ts';
import type { RejectionClass, VerifiedMigration } from '../migration.ts';
import type { Counts, PlanCounts } from '../plan/plan-counts.ts';
import { describeEndpoint } from '../run/endpoints.ts';
import { mismatchOf } from '../verification/refuse-mismatches.ts';
import type { Report } from './report.ts';
import type { ReportNeeds } from './report-needs.ts';

/** Makes the report of a run that went through the stages of a pass. */
export function makeReport(run: ReportNeeds, verified: VerifiedMigration): Report {
    const { decided, rejections, verification, named, ghostArtifact, replacement } = verified;
    const { counts, pass, awaitedGhosts, awaitingApproval } = decided;
    const { definition, store, options } = run;
    const { repair } = definition.ghosts;
    const { state } = store.journal;
    const countOf = (wanted: RejectionClass) => rejections.byClass[wanted] ?? 0;
    const existingByRejection = countOf('existing');
    const rejected = Object.values(rejections.byReason).reduce((sum, users) => sum + users, 0);
    const { compared, mismatched, missing, changedSince, doubled, goneFromSource, logins } = verification;
    const assignments = assignmentsOf(verified);
    const thisPass = state.passes.at(-1);
    // Who was there when the pass decided, and was seen to be gone when it verified.
    const goneSince = Math.max(0, verification.deletedSince - counts.deleted - counts.notRestored);
    const moved = counts.unchanged + counts.changedInTarget + counts.presumed;
    return {
        schemaVersion: 2,
        runId: run.id,
        pass: pass.number,
        description: definition.description,
        source: describeEndpoint(run.source),
        target: describeEndpoint(run.target),
        sourceUsers: counts.source,
        imported:
            counts.planned + moved - existingByRejection - rejected - goneSince - (replacement?.stayingUsers ?? 0),
        existing: counts.existing + existingByRejection,
        excluded: counts.excluded,
        rejected,
        deletedInTarget: counts.deleted + goneSince,
        awaitingApproval,
        ...(replacement === undefined
            ? {}
            : {
                  replacement: {
                      replaced: replacement.replaced,
                      replacedInAttempt: state.passes
                          .filter(({ startedAt }) => Date.parse(startedAt) >= run.time.startedAt)
                          .reduce((sum, each) => sum + each.new, 0),
                      replacedInAll: state.replacement?.replaced ?? 0,
                      staying: replacement.staying,
                  },
              }),
        goneFromSource,
        lostFactors: [...state.submissions.values()].reduce((sum, each) => sum + (each.lostFactors ?? 0), 0),
        factorsToEnroll: verification.factorsToEnroll,
        changedPasswords: counts.changedPasswords,
        thisPass: {
            new: thisPass?.new ?? 0,
            updated: thisPass?.updated ?? 0,
            unchanged: counts.unchanged,
            deleted: verified.deletedGone,
            changedInTarget: counts.changedInTarget,
            conflicts: counts.excludedByReason['CHANGED_ON_BOTH_SIDES'] ?? 0,
        },
        passes: state.passes,
        excludedByReason: counts.excludedByReason,
        ...(decided.plan.unmatched === undefined ? {} : { unmatched: decided.plan.unmatched }),
        rejectedByReason: rejections.byReason,
        hashesByAlgorithm: counts.hashesByAlgorithm,
        missingHashesByReason: counts.missingHashesByReason,
        droppedFields: lossesOf(counts),
        importJobs: state.submissions.size,
        verified: { compared, mismatched, missing, changedSince, doubled, logins },
        ...(assignments === undefined ? {} : { assignments }),
        isVerified: mismatchOf(verified) === undefined,
        ghosts: {
            repair: typeof repair === 'string' ? repair : 'up-to-max',
            found: countOf('ghost'),
            repaired: countOf('repaired'),
            waiting: awaitedGhosts.waiting.length,
            healed: awaitedGhosts.healed,
        },
        ...(options.withIdentifiers ? { users: [...named, ...verification.named] } : {}),
        isEncrypted: store.artifacts.isEncrypted,
        startedAt: pass.startedAt,
        finishedAt: new Date(run.time.clock.now()).toISOString(),
        artifacts: {
            excluded: store.artifacts.locate(decided.excludedArtifact),
            mismatches: store.artifacts.locate(verification.mismatchArtifact),
            idMap: store.artifacts.locate(verification.idMapArtifact),
            rejected: store.artifacts.locate(rejections.artifact),
            factors: store.artifacts.locate(verification.factorArtifact),
            gone: store.artifacts.locate(decided.goneArtifact),
            changedPasswords: store.artifacts.locate(decided.changedPasswordsArtifact),
            ...(replacement === undefined ? {} : { staying: store.artifacts.locate(replacement.stayingArtifact) }),
            ...(ghostArtifact === undefined ? {} : { ghosts: store.artifacts.locate(ghostArtifact) }),
            ...(verified.assignments === undefined
                ? {}
                : {
                      unassigned: store.artifacts.locate(verified.assignments.refusedArtifact),
                      invitations: store.artifacts.locate(verified.assignments.invitationArtifact),
                      links: store.artifacts.locate(verification.linkArtifact),
                  }),
        },
    };
}

function assignmentsOf({ assignments, verification }: VerifiedMigration): Report['assignments'] {
    if (assignments === undefined || verification.assignments === undefined) return undefined;
    const { wanted, written, removed, takenAway, added, linkedElsewhere, refused, unread, made, calls } = assignments;
    const { invitations, renewedInvitations } = assignments;
    return {
        wanted,
        written,
        removed,
        takenAway,
        missing: verification.assignments.missing,
        added: greaterOf(added, verification.assignments.added),
        linkedElsewhere,
        differingLinks: countFields(verification.assignments.differingLinks),
        ...{ invitations, renewedInvitations },
        refused: refused.length + unread.length,
        made,
        calls,
    };
}

function countFields(differing: readonly DifferingLink[]): Counts {
    const counts: Record<string, number> = {};
    for (const field of differing.flatMap(({ fields }) => fields)) counts[field] = (counts[field] ?? 0) + 1;
    return counts;
}

// The comparison reads more lists, the verification reads them later.
function greaterOf(one: AssignedCounts, other: AssignedCounts): AssignedCounts {
    return Object.fromEntries(ASSIGNED_KINDS.map((kind) => [kind, Math.max(one[kind], other[kind])])) as Record<
        AssignedKind,
        number
    >;
}

// Every exported profile has these; that they stay behind is no loss to anybody.
function lossesOf({ droppedFields }: PlanCounts): Counts {
    const harmless = new Set(['identities', 'created_at', 'updated_at']);
    return Object.fromEntries(Object.entries(droppedFields).filter(([field]) => !harmless.has(field)));
}
