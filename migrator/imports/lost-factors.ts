import { isMigrationError } from '../errors.ts';
import { evidenceOf } from '../identity/remembered-id.ts';
import { withDatabasePrefix } from '../identity/user-id.ts';
import { digestText } from '../records/digest.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Run } from '../run/run.ts';
import type { FactorKind, LedgerRecord } from '../run-store/ledger.ts';
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
 * Asks who was imported without second factors by a job that an earlier attempt began. That attempt knew whom it sent; now the records say it,
 * which Auth0 gives back: by the ID that they remember, or carry.
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
 * Has the ledger know that users have got no second factors.
 *
 * @returns what the journal is to say of them, which names nobody
 */
export async function recordLostFactors(
    { store: { ledger } }: Pick<Run, 'store'>,
    lostFactors: readonly LostFactors[],
) {
    if (lostFactors.length === 0) return {};
    await ledger.append(
        lostFactors.flatMap(({ sourceUserId }): [string, LedgerRecord][] => {
            const known = ledger.get(sourceUserId);
            return known === undefined ? [] : [[sourceUserId, { ...known, factors: undefined }]];
        }),
    );
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
    const bare = userIds.policy === 'prefix' ? own.slice(userIds.prefix.length) : own;
    return [withDatabasePrefix(bare), bare];
}

async function unlessRefused(errors: Promise<readonly JobError[]>): Promise<readonly JobError[]> {
    try {
        return await errors;
    } catch (error) {
        if (isMigrationError(error) && error.code === 'REQUEST_REFUSED' && !error.retryable) return [];
        throw error;
    }
}
