import { readSourceUsers } from '../exports/source-users.ts';
import { comparableField } from '../identity/field-digests.ts';
import { OWN_FIELDS } from '../identity/is-plausible.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Run } from '../run/run.ts';

/**
 * Reads which users of a file have an ID that this migration has not sent.
 *
 * @param artifact - name of the snapshot of the source
 * @returns tells whether one of them has the address of an account of the target, and a name or the metadata: then that account's user has got
 * another ID in the file. Undefined where nobody can have got one.
 */
export async function readNewIds(
    run: Pick<Run, 'definition' | 'source' | 'store' | 'time'>,
    artifact: string,
): Promise<((profile: UserRecord) => boolean) | undefined> {
    const { ledger } = run.store;
    if (run.source.kind !== 'file' || ledger.size === 0) return undefined;
    const seen = new DigestSet();
    for await (const users of readSourceUsers(run, artifact)) {
        run.time.stopIfAsked();
        for (const { sourceUserId, profile } of users)
            if (ledger.get(sourceUserId) === undefined)
                for (const trait of traitsOf(profile)) seen.add(digest64(trait));
    }
    return seen.size === 0 ? undefined : (profile) => traitsOf(profile).some((trait) => seen.has(digest64(trait)));
}

// Each with the address: of two users who share one, one name makes the difference.
function traitsOf(profile: UserRecord): string[] {
    const email = comparableField('email', profile);
    if (email === undefined) return [];
    return OWN_FIELDS.flatMap((field) => {
        const value = comparableField(field, profile);
        return value === undefined ? [] : [JSON.stringify([email, field, value])];
    });
}
