import type { CheckedDefinition } from '../definition.ts';
import type { MigrationError } from '../errors.ts';
import { repairWords } from '../ghosts/repair-price.ts';
import { readRunState } from '../journal/run-state.ts';
import type { Counts, ExportedUsers, PlanCounts } from '../migration.ts';
import type { Run } from '../run.ts';
import { MAX_CONCURRENT_IMPORT_JOBS } from '../tenant/limits.ts';
import { type Loss, lossesOf } from './losses.ts';
import { plannedCalls } from './planned-calls.ts';

/** Auth0's staff saw import jobs of free and staging tenants take ten times as long: https://community.auth0.com/t/112785. */
const SLOW_TENANT_FACTOR = 10;

/**
 * What a run will do, in numbers that a reviewer can judge; no personal data.
 *
 * Every user of the source is in exactly one of `new`, `updated`, `existing` and `excluded`.
 */
export interface Plan {
    readonly schemaVersion: 1;
    /** SHA-256 in hex of everything that will be sent and of every exclusion: what an approval names. */
    readonly digest: string;
    readonly description: string;
    readonly definitionDigest: string | undefined;
    /** SHA-256 of the export of the source, in hex. */
    readonly sourceDigest: string;
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
        /** Users of the target tenant, or of the target connection, when the plan was made. */
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
    /** Minutes that the import jobs take, rounded up: at the speed of an enterprise tenant, and of a free or staging one. */
    readonly minutes: { readonly enterprise: number; readonly free: number };
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
    readonly counts: PlanCounts;
    readonly digest: string;
    readonly refusals: readonly MigrationError[];
    readonly excludedArtifact: string;
}

/** Makes the plan of a run whose users are all decided. */
export function makePlan(run: Run, { exported, counts, digest, refusals, excludedArtifact }: PlanParts): Plan {
    const { definition } = run;
    const newUsers = counts.planned - counts.updates;
    const seconds = counts.planned / (run.expectedUsersPerSecond * MAX_CONCURRENT_IMPORT_JOBS);
    const isFile = definition.source !== undefined;
    const ghostRepair = repairWords(definition.ghosts);
    return {
        schemaVersion: 1,
        digest,
        description: definition.description,
        definitionDigest: readRunState(run.journal.entries).definitionDigest,
        sourceDigest: exported.source.digest,
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
            inTarget: exported.target.users,
        },
        excludedByReason: sorted(counts.excludedByReason),
        hashesByAlgorithm: sorted(counts.hashesByAlgorithm),
        missingHashesByReason: sorted(counts.missingHashesByReason),
        replacedFields: sorted(counts.replacedFields),
        droppedFields: sorted(counts.droppedFields),
        notices: counts.notices,
        files: { count: counts.batches, bytes: counts.bytes },
        calls: plannedCalls(counts.batches, isFile),
        minutes: { enterprise: Math.ceil(seconds / 60), free: Math.ceil((seconds * SLOW_TENANT_FACTOR) / 60) },
        losses: lossesOf(counts.droppedFields),
        ...(ghostRepair === undefined ? {} : { ghostRepair }),
        refusals: refusals.map(({ code, message }) => ({ code, message })),
        excludedList: run.artifacts.locate(excludedArtifact),
    };
}

function sorted(counts: Counts): Counts {
    return Object.fromEntries(Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
