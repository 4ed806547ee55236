import type { Inspection, Report, RunOutcome } from '../migrator/index.ts';
import type { UserMigrationReport } from './user-migration-run.ts';

type Properties = Record<string, unknown>;

/** Bump it when the outputs change their shape. */
const STATE_SCHEMA_VERSION = 2;
/** Passes that the state keeps: it stays below 10 kB whatever happens. */
const MOST_PASSES = 20;

/** What the source looked like before the last pass; a later look that differs offers another pass. */
export interface SeenSource {
    readonly users?: number;
    /** Users that the run's decommissioning had deleted by then. */
    readonly decommissioned?: number;
    /** Time of the newest change, in ISO 8601. */
    readonly newestChange?: string;
}

/** Gives what an inspection saw of the source. */
export function seenSourceOf({ sourceUsers, newestSourceChange, run }: Inspection): SeenSource {
    return {
        ...(run === undefined || run.decommissioned === 0 ? {} : { decommissioned: run.decommissioned }),
        ...(sourceUsers === undefined ? {} : { users: sourceUsers }),
        ...(newestSourceChange === undefined ? {} : { newestChange: newestSourceChange }),
    };
}

/**
 * Makes the state of a run that came to its end.
 *
 * @param seen - of the source, before the run
 */
export function outputsOf(
    properties: Properties,
    { status, report, runId }: RunOutcome,
    olds: Properties | undefined,
    seen: SeenSource | undefined,
): Properties {
    const kept = report === undefined ? (olds?.['report'] ?? nobodyMoved(seen)) : keptOf(report);
    const left = seen?.users === undefined ? seen : { ...seen, users: seen.users - replacedUsers(report) };
    return plain({ ...properties, schemaVersion: STATE_SCHEMA_VERSION, runId, status, seen: left, report: kept });
}

// Users that the last attempt has deleted in the source by itself: they are no reason for another pass.
function replacedUsers(report: Report | undefined): number {
    return report?.replacement?.replacedInAttempt ?? 0;
}

/** Makes the state of a run that has something left to do; what the last pass reported stays. */
export function unfinishedOutputs(properties: Properties, olds: Properties | undefined): Properties {
    const { runId, seen, report } = olds ?? {};
    return plain({ ...properties, schemaVersion: STATE_SCHEMA_VERSION, runId, status: 'incomplete', seen, report });
}

function keptOf(report: Report): UserMigrationReport {
    return {
        pass: report.pass,
        sourceUsers: report.sourceUsers,
        imported: report.imported,
        existing: report.existing,
        excluded: report.excluded,
        rejected: report.rejected,
        deletedInTarget: report.deletedInTarget,
        isVerified: report.isVerified,
        ...(report.assignments === undefined ? {} : { assigned: report.assignments.wanted }),
        excludedByReason: report.excludedByReason,
        rejectedByReason: report.rejectedByReason,
        hashesByAlgorithm: report.hashesByAlgorithm,
        passes: report.passes.slice(-MOST_PASSES),
        importJobs: report.importJobs,
        startedAt: report.startedAt,
        finishedAt: report.finishedAt,
    };
}

// What the phase `prepare` can say: an output without a value makes the engine warn at every `up`.
function nobodyMoved(seen: SeenSource | undefined): UserMigrationReport {
    const now = new Date().toISOString();
    return {
        ...{ pass: 0, sourceUsers: seen?.users ?? 0, passes: [] },
        ...{ imported: 0, existing: 0, excluded: 0, rejected: 0, deletedInTarget: 0, isVerified: false },
        ...{ excludedByReason: {}, rejectedByReason: {}, hashesByAlgorithm: {} },
        ...{ importJobs: 0, startedAt: now, finishedAt: now },
    };
}

/** Gives properties as JSON: any other value would make the provider fail after the work is done, or never answer at all. */
export function plain(properties: Properties): Properties {
    return JSON.parse(JSON.stringify(properties)) as Properties;
}
