import { hash } from 'node:crypto';
import type { Selection } from '../definition/selection.ts';
import { kindOfError } from '../disclosure/foreign-error.ts';
import { MigrationError } from '../errors.ts';
import { withoutDatabasePrefix } from '../identity/user-id.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from './email-key.ts';
import type { ExclusionReason } from './user-fate.ts';

/** The users of a selection file: addresses and IDs. */
export interface SelectionList {
    /** Tells whether an address or an ID is in the file. */
    has(text: string): boolean;
}

/**
 * Tells whether a definition takes a user.
 *
 * @param profile - the user as the source has it
 * @param list - the users of the selection file; only for a definition that names one
 * @returns true, or the reason why not
 * @throws {MigrationError} `DEFINITION_INVALID` when the predicate of a definition gives no boolean
 */
export function isSelected(
    profile: UserRecord,
    sourceUserId: string,
    only: Selection | undefined,
    list: SelectionList | undefined,
): true | { readonly reason: ExclusionReason; readonly detail: string } {
    if (only === undefined) return true;
    if (typeof only === 'function') {
        try {
            // A copy: a predicate may sort a list in its place.
            const answer: unknown = only(structuredClone(profile));
            if (typeof answer !== 'boolean') throw noBoolean(answer);
            return answer || notSelected('`only` says no');
        } catch (error) {
            if (error instanceof MigrationError) throw error;
            return {
                reason: 'TRANSFORM_FAILED',
                detail: `\`only\` threw ${kindOfError(error)}`,
            };
        }
    }
    if ('file' in only) {
        const isListed = list !== undefined && isOnList(profile, sourceUserId, list);
        return isListed || notSelected('the selection file has neither the address nor the ID');
    }
    // By digest, so that a share is the same users at every run, and a larger share holds the smaller one.
    const place = Number.parseInt(hash('sha256', sourceUserId).slice(0, 8), 16) / 2 ** 32;
    return place < only.share || notSelected(`the definition takes a share of ${only.share}`);
}

/** Tells whether a list has a user, whose entries then count as matched. */
export function isOnList(profile: UserRecord, sourceUserId: string, list: SelectionList): boolean {
    const { email } = profile;
    // Each is asked for, so that every entry of this user counts.
    const found = [
        list.has(sourceUserId),
        list.has(withoutDatabasePrefix(sourceUserId)),
        typeof email === 'string' && list.has(emailKey(email)),
    ];
    return found.includes(true);
}

function noBoolean(answer: unknown): MigrationError {
    const got = answer instanceof Promise ? 'a promise' : answer === null ? 'null' : typeof answer;
    return new MigrationError(
        'DEFINITION_INVALID',
        `Expected \`only\` to return true or false for every user, got ${got}. Nothing was sent. Compare explicitly, as in \`user.email === '...'\`.`,
        { subject: 'definition' },
    );
}

function notSelected(detail: string): { reason: ExclusionReason; detail: string } {
    return { reason: 'NOT_SELECTED', detail };
}
