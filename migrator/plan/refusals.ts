import { MigrationError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import { disabledConnection } from './checks/enabled-client.ts';
import { notBuilt } from './not-built.ts';
import type { Counts, PlanCounts } from './plan-counts.ts';

/**
 * Collects everything that forbids a run whose users are all decided.
 *
 * @param digest - of the plan
 * @returns `NOT_IMPLEMENTED`, `CONNECTION_DISABLED`, `PASSWORD_HASHES_MISSING`, `EXISTING_USERS_REFUSED`, `PLAN_NOT_APPROVED`; empty when nothing forbids it
 */
export function refusalsOf(run: Run, counts: PlanCounts, digest: string): MigrationError[] {
    const refusals: MigrationError[] = [];
    const unbuilt = notBuilt(run.definition);
    if (unbuilt !== undefined) refusals.push(unbuilt);
    if (run.targetFacts.isEnabledForAnyClient === false) {
        refusals.push(disabledConnection(run.target.connection.name));
    }
    const missing = Object.values(counts.missingHashesByReason).reduce((sum, count) => sum + count, 0);
    if (run.definition.passwords.whenMissing === 'refuse' && missing > 0) {
        refusals.push(
            new MigrationError(
                'PASSWORD_HASHES_MISSING',
                `${missing} of ${counts.planned - counts.updates} new users have no password hash that Auth0 takes ` +
                    `(${listed(counts.missingHashesByReason)}). Nothing was sent: Auth0 accepts a hash with the first import only, so one ` +
                    'that is missing now can never be added. Complete the password hash export, or say ' +
                    "`passwords: { whenMissing: 'reset' }` (they choose a new password) or `'lazy'` (they are left out and move as they log in).",
            ),
        );
    }
    if (run.definition.existingUsers.policy === 'refuse' && counts.existing > 0) {
        refusals.push(
            new MigrationError(
                'EXISTING_USERS_REFUSED',
                `${counts.existing} users of the source are in the target already, and the definition says \`existingUsers: 'refuse'\`. ` +
                    "Nothing was sent. Say 'skip' to leave them as they are, or 'merge' to bring the two together.",
            ),
        );
    }
    if (run.approvedPlan !== undefined && run.approvedPlan !== digest) {
        refusals.push(
            new MigrationError(
                'PLAN_NOT_APPROVED',
                `The plan of this run has the digest ${digest}, and ${run.approvedPlan} was approved. Nothing was sent: users, hashes or the ` +
                    'definition have changed since. Look at the new plan (`npx auth0-user-migration plan`), then approve its digest.',
            ),
        );
    }
    return refusals;
}

function listed(counts: Counts): string {
    return Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(', ');
}
