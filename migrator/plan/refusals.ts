import { noAssignments } from '../assignments/assignment.ts';
import type { PlannedAssignments } from '../assignments/planned-assignments.ts';
import { assignmentRefusals, refusedRemovals } from '../assignments/refuse-assignments.ts';
import { disabledConnection } from '../checks/enabled-client.ts';
import { counted } from '../counted.ts';
import type { CheckedDefinition } from '../definition.ts';
import type { UnfoundName } from '../disclosure/unfound-name.ts';
import { MigrationError } from '../errors.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import type { PlannedUsers } from '../run/planned-users.ts';
import type { Run } from '../run/run.ts';
import { isFollowUp } from '../run-store/is-follow-up.ts';
import { namesNotInSource } from './names-not-in-source.ts';
import { notBuilt } from './not-built.ts';
import type { Counts, PlanCounts } from './plan-counts.ts';
import { refusedDeletions } from './refused-deletions.ts';

/** One or two people may change their name and their address at once. */
const FEWEST_REPLACED = 3;

/** What the refusals of a plan are based on. */
export interface RefusalGrounds {
    readonly counts: PlanCounts;
    /** The digest of the plan. */
    readonly digest: string;
    /** Why exports from Auth0's support, named in the definition, cannot be read. */
    readonly missingExports: readonly MigrationError[];
    /** Names in the definition that occur nowhere in the source. */
    readonly unfound: readonly UnfoundName[];
    /** Roles, permissions and organizations of the users; undefined where they were not counted. */
    readonly assignments: PlannedAssignments | undefined;
}

/**
 * Collects everything that forbids a run whose users are all decided.
 *
 * @returns `NOT_IMPLEMENTED`, `CONNECTION_DISABLED`, `NAMES_NOT_IN_SOURCE`, `LAZY_WITHOUT_IMPORT_MODE`, `HASH_EXPORT_NOT_FOUND`, `MFA_EXPORT_NOT_FOUND`, `PASSWORD_HASHES_MISSING`,
 * `EXISTING_USERS_REFUSED`, `EMAILS_MISSING`, `EMAILS_NOT_UNIQUE`, `NOT_CONFIRMED`, `TOO_MANY_DELETIONS`, `SOURCE_USERS_REPLACED`,
 * `ASSIGNMENTS_MISSING_IN_TARGET`, `ASSIGNMENT_LIMIT_PASSED`, `TOO_MANY_REMOVALS`, `PLAN_NOT_APPROVED`; empty when nothing forbids it
 */
export function refusalsOf(
    run: Pick<Run, 'definition' | 'targetFacts' | 'source' | 'target' | 'options' | 'store'>,
    { counts, digest, missingExports, unfound, assignments }: RefusalGrounds,
): MigrationError[] {
    const refusals: MigrationError[] = [];
    const unbuilt = notBuilt(run.definition);
    if (unbuilt !== undefined) refusals.push(unbuilt);
    if (run.targetFacts.isEnabledForAnyClient === false) {
        refusals.push(disabledConnection(run.target.connection.name));
    }
    const mayListOnly = isFollowUp(run.store);
    const named = [...unfound, ...(assignments?.unfound ?? [])];
    // What was there once may be gone from the source, and the rest goes on.
    if (!mayListOnly) refusals.push(...namesNotInSource(named));
    const newUsers = counts.planned - counts.updates;
    if (newUsers > 0 && !mayListOnly) refusals.push(...missingExports);
    const isHashExportMissing = missingExports.some(({ code }) => code === 'HASH_EXPORT_NOT_FOUND');
    const missing = Object.values(counts.missingHashesByReason).reduce((sum, count) => sum + count, 0);
    if (run.definition.passwords.whenMissing === 'refuse' && missing > 0 && !isHashExportMissing) {
        refusals.push(
            new MigrationError(
                'PASSWORD_HASHES_MISSING',
                `${missing} of ${newUsers} new users have no password hash that Auth0 accepts ` +
                    `(${listed(counts.missingHashesByReason)}). Nothing was sent: Auth0 accepts a hash only with the first import, so one ` +
                    'that is missing now can never be added. Complete the password hash export, or say ' +
                    "`passwords: { whenMissing: 'reset' }` (they choose a new password) or `'lazy'` (they are left out and move when they log in).",
            ),
        );
    }
    if (run.definition.existingUsers.policy === 'refuse' && counts.existing > 0 && !mayListOnly) {
        refusals.push(
            new MigrationError(
                'EXISTING_USERS_REFUSED',
                `Other accounts in the target have the addresses of ${counted(counts.existing, 'user')}, and the definition says \`existingUsers: 'refuse'\`. ` +
                    "Nothing was sent. Say 'skip' to leave these accounts as they are, or 'merge' to combine them.",
            ),
        );
    }
    refusals.push(
        ...refusedDeletions({
            ...{ deleted: run.definition.deleted, deletions: counts.deletions },
            ...{ isFile: run.source.kind === 'file', target: run.target.connection.name },
        }),
    );
    const without = counts.excludedByReason['WITHOUT_EMAIL'] ?? 0;
    const doubled = counts.excludedByReason['DUPLICATE_EMAIL_IN_SOURCE'] ?? 0;
    if (replacesSourceUsers(run) && without + doubled > 0) refusals.push(notDeletable(without, doubled));
    const others = replacedUsers(counts, digest);
    if (others !== undefined && run.options.approvedPlan !== digest) refusals.push(others);
    if (assignments !== undefined) refusals.push(...refusedAssignments(run.definition, assignments));
    const { approvedPlan, approvedUsers } = run.options;
    if (approvedPlan !== undefined && approvedPlan !== digest) {
        refusals.push(planNotApproved(digest, approvedPlan, counts, approvedUsers));
    }
    return refusals;
}

function notDeletable(without: number, doubled: number): MigrationError {
    return new MigrationError(
        without > 0 ? 'EMAILS_MISSING' : 'EMAILS_NOT_UNIQUE',
        `${without} users of the source have no e-mail address, and ${doubled} have that of another one. The definition deletes users of the source once they ` +
            'are copied, and by a unique address alone that is safe. Nothing was sent. Give each an address of its own in the source, leave them out ' +
            'with `only`, or use another ID policy.',
        { subject: 'source' },
    );
}

// Numbers are IDs in many systems, so the IDs of one customer database are found in another one too, and a file may be numbered anew.
function replacedUsers(
    { replaced, renumbered, updates, adoptions, unchanged, changedInTarget }: PlanCounts,
    digest: string,
): MigrationError | undefined {
    if (renumbered >= FEWEST_REPLACED) {
        return new MigrationError(
            'SOURCE_USERS_REPLACED',
            `${renumbered} users that were moved have the address and the name or metadata of another moved user now, or their own are found under a new ID: ` +
                'the source seems to give its IDs to other people. Nothing was sent. Give each user its earlier ID again. If the IDs are right, look at ' +
                `the plan (npx auth0-user-migration plan) and approve its digest ${digest}.`,
            { subject: 'source' },
        );
    }
    const moved = updates - adoptions + unchanged + changedInTarget;
    if (replaced < FEWEST_REPLACED || replaced * 2 <= moved) return undefined;
    return new MigrationError(
        'SOURCE_USERS_REPLACED',
        `Of ${moved} users that were moved, ${replaced} have kept nothing but their ID in the source: they look like the users of another system ` +
            'that has the same IDs. Nothing was sent. Put another system into a definition of its own (migrations/0002-....ts). If they are the ' +
            `same people, look at the plan (npx auth0-user-migration plan) and approve its digest ${digest}.`,
        { subject: 'source' },
    );
}

// Of what the definition copies; what it leaves may be missing.
function refusedAssignments(
    definition: CheckedDefinition,
    { roles, permissions, organizations, limits, removals = noAssignments() }: PlannedAssignments,
): MigrationError[] {
    const missing = {
        roles: definition.roles === 'leave' ? [] : (roles?.missing ?? []),
        memberRoles: organizations?.missingMemberRoles ?? [],
        organizations: definition.organizations === 'leave' ? [] : (organizations?.missing ?? []),
        // Those that a tenant gives directly are seen when they are read.
        permissions: definition.permissions !== 'leave' && permissions?.areDirect === true ? permissions.missing : [],
    };
    return [...assignmentRefusals(definition, missing, limits), ...refusedRemovals(definition, removals)];
}

function planNotApproved(
    digest: string,
    approved: string,
    counts: PlanCounts,
    before: PlannedUsers | undefined,
): MigrationError {
    const now = {
        new: counts.planned - counts.updates,
        updated: counts.updates,
        existing: counts.existing,
        excluded: counts.excluded,
    };
    const words = (Object.entries(now) as [keyof typeof now, number][]).map(([fate, users]) =>
        before === undefined || before[fate] === users
            ? `${users} ${fate}`
            : `${users} ${fate} (approved: ${before[fate]})`,
    );
    return new MigrationError(
        'PLAN_NOT_APPROVED',
        `The plan has the digest ${digest}, but ${/^[0-9a-f]{64}$/.test(approved) ? approved : 'another one'} was approved. Nothing was sent. Users are now: ${words.join(', ')}. ` +
            'If no number differs, a user changed, or something that decides about users: the target, the password hashes, the definition. ' +
            'Compare the new plan (npx auth0-user-migration plan) with the approved one, then approve its digest.',
    );
}

function listed(counts: Counts): string {
    return Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(', ');
}
