import { isRefusal } from '../errors.ts';
import { evidenceOf } from '../identity/remembered-id.ts';
import { unmappedId, withDatabasePrefix, withoutDatabasePrefix } from '../identity/user-id.ts';
import { digestText } from '../records/digest.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Run } from '../run/run.ts';
import { changeRecords } from '../run-store/change-records.ts';
import type { FactorKind } from '../run-store/ledger.ts';
import type { Job, JobError } from '../tenant/jobs.ts';
import { factorKindsOf } from '../users/import-mfa-factors.ts';

/** The user is in the target, without its factors. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20) */
const FACTORS_FAILED = 'MFA_FACTORS_FAILED';

/** A user that was imported without its second factors. */
export interface LostFactors {
    readonly sourceUserId: string;
    /** Kinds of the factors that it brought. */
    readonly factors: readonly FactorKind[];
}

/** Tells whether a user of a job was imported, and nothing but its second factors refused. */
export function areOnlyFactorsRefused(codes: readonly string[]): boolean {
    return codes.every((code) => code === FACTORS_FAILED);
}

/**
 * Asks who was imported without second factors by a job that an earlier attempt began. That attempt knew whom it had sent; this one can only tell
 * by the records that Auth0 returns, each of which remembers or carries the user's ID.
 *
 * @param submission - number of the job's submission
 * @returns nobody where Auth0 has forgotten the errors, which it does after 24 hours
 * @throws {MigrationError} what the tenant throws, but for a refusal
 */
export async function findLostFactors(
    { target, store, definition }: Pick<Run, 'target' | 'store' | 'definition'>,
    submission: number,
    { id, summary }: Job,
): Promise<LostFactors[]> {
    if (summary?.failed === 0) return [];
    const errors = await unlessRefused(target.tenant.jobs.getJobErrors(id));
    return errors
        .filter(({ errors: reasons }) => areOnlyFactorsRefused(reasons.map(({ code }) => code)))
        .flatMap(({ user }) => {
            const record = isRecord(user) ? user : {};
            const sourceUserId = sourceIdsOf(record, definition.userIds).find(
                (each) => store.ledger.get(each)?.submission === submission,
            );
            return sourceUserId === undefined ? [] : [{ sourceUserId, factors: factorKindsOf(record) }];
        });
}

/**
 * Notes in the ledger that users were created without second factors.
 *
 * @returns what the journal is to say about them, without a name
 */
export async function recordLostFactors(
    { store: { ledger } }: Pick<Run, 'store'>,
    lostFactors: readonly LostFactors[],
) {
    if (lostFactors.length === 0) return {};
    const lost = lostFactors.map(({ sourceUserId }) => sourceUserId);
    await changeRecords(ledger, lost, { factors: undefined });
    const withoutFactors = lostFactors.map(({ sourceUserId, factors }) => ({
        user: digestText(ledger.digest(sourceUserId)),
        factors,
    }));
    return { lostFactors: lostFactors.length, withoutFactors };
}

// A file may give IDs with the prefix of Auth0's databases, or without.
function sourceIdsOf(record: UserRecord, userIds: Run['definition']['userIds']): readonly string[] {
    if (userIds.policy === 'regenerate') {
        const id = userIds.rememberAs === false ? undefined : evidenceOf(record, userIds.rememberAs);
        return id === undefined ? [] : [id];
    }
    const { user_id: own } = record;
    if (typeof own !== 'string') return [];
    const carried = withDatabasePrefix(own);
    const full = unmappedId(carried, userIds) ?? carried;
    return [full, withoutDatabasePrefix(full)];
}

async function unlessRefused(errors: Promise<readonly JobError[]>): Promise<readonly JobError[]> {
    try {
        return await errors;
    } catch (error) {
        if (isRefusal(error)) return [];
        throw error;
    }
}
