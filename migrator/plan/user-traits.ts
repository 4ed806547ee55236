import type { UserRecord } from '../records/user-record.ts';

/** Counts what the new users of a plan bring that the target connection has rules for. */
export class UserTraits {
    /** New users. */
    users = 0;
    /** Those who bring a phone number. */
    phoneNumbers = 0;
    /** Those who bring a username, by its number of characters. */
    readonly usernameLengths = new Map<number, number>();
    /** Those who bring a second factor, by its kind: `totp`, `phone`, `email`. */
    readonly factors = new Map<string, number>();

    /** Counts one user. */
    add({ username, phone_number: phoneNumber, mfa_factors: factors }: UserRecord): void {
        this.users += 1;
        if (phoneNumber !== undefined) this.phoneNumbers += 1;
        if (typeof username === 'string') increase(this.usernameLengths, username.length);
        if (!Array.isArray(factors)) return;
        const kinds = (factors as object[]).flatMap((factor) => Object.keys(factor));
        for (const kind of new Set(kinds)) increase(this.factors, kind);
    }

    /** Users who bring a username, of any length or of the lengths that a condition takes. */
    usernames(isCounted: (length: number) => boolean = () => true): number {
        return [...this.usernameLengths].reduce((sum, [length, users]) => (isCounted(length) ? sum + users : sum), 0);
    }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
}
