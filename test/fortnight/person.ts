import type { Aspects } from '../checker/aspects.ts';
import type { CheckedPerson, Place } from '../checker/check-people.ts';

/** Parts of a profile that people edit. */
export const EDITED = ['given_name', 'family_name', 'user_metadata'] as const;

/**
 * A person, by what it did; it knows nothing of passes, journals and ledgers.
 *
 * A person has one newest profile, whichever side it was written on. It comes to the target with the next pass, and never back.
 */
export class Person {
    readonly name: string;
    /** The address of its account on each side. */
    readonly addresses: Partial<Record<Place, string>> = {};
    readonly roles = new Set<string>();
    readonly opens = new Set<Place>();
    /** What was changed in the target, by name: parts of the profile, and roles. */
    readonly changedInTarget = new Set<string>();
    password: string;
    profile: Partial<Aspects>;
    /** Whether the hash export has its password, and it has chosen no other in the source before it was copied. */
    hasUsableHash = false;
    /** Whether a copy made its account in the target, and nobody has written it since or logged in. */
    isUntouchedCopy = false;

    constructor(number: number, at: Place, address: string) {
        this.name = `person ${number}`;
        this.addresses[at] = address;
        this.opens.add(at);
        this.password = `Correct-horse-${number}`;
        this.profile = {
            address: { email: address, isVerified: false },
            given_name: null,
            family_name: null,
            user_metadata: {},
            blocked: false,
        };
    }

    isIn(place: Place): boolean {
        return this.addresses[place] !== undefined;
    }

    /** Somebody wrote the account of one side. */
    touched(at: Place, part?: string): void {
        if (at === 'source') return;
        this.isUntouchedCopy = false;
        if (part !== undefined) this.changedInTarget.add(part);
    }

    edited(at: Place, part: keyof Aspects, value: unknown): void {
        this.profile = { ...this.profile, [part]: value };
        this.touched(at, part);
    }

    chose(at: Place, password: string): void {
        this.password = password;
        this.opens.clear();
        this.opens.add(at);
        this.hasUsableHash &&= at !== 'source';
        this.touched(at);
    }

    /** It logged in at the target, and its account moved there. */
    movedByLogin(): void {
        this.addresses.target = this.addresses.source ?? '';
        this.opens.add('target');
        this.isUntouchedCopy = false;
    }

    /** Its account on one side is gone. */
    lost(place: Place): void {
        delete this.addresses[place];
        this.opens.delete(place);
    }

    /**
     * A pass has copied it, or what it changed in the source.
     *
     * @param rules.takesUnusable - whether people without a usable hash are copied too
     * @param rules.replaces - whether the account in the source goes as soon as there is a copy
     */
    passed({ takesUnusable, replaces }: { readonly takesUnusable: boolean; readonly replaces: boolean }): void {
        const { source } = this.addresses;
        if (source === undefined) return;
        if (this.isIn('target')) {
            if (!this.changedInTarget.has('address')) this.addresses.target = source;
            return;
        }
        if (!this.hasUsableHash && !takesUnusable) return;
        this.addresses.target = source;
        this.isUntouchedCopy = true;
        if (this.hasUsableHash) this.opens.add('target');
        if (replaces) this.lost('source');
    }

    /** What must be true of it. */
    toCheck(): CheckedPerson {
        const { name, addresses, password, profile } = this;
        const isNewestIn: Place[] = this.isIn('target') ? ['target'] : [];
        const isEdited = [...this.changedInTarget].some((part) => part !== 'password');
        if (this.isIn('source') && !isEdited) isNewestIn.push('source');
        return { name, addresses, password, opens: [...this.opens], isNewestIn, profile, roles: [...this.roles] };
    }
}
