import { isDeepStrictEqual } from 'node:util';
import {
    ASPECTS,
    type Aspect,
    type Aspects,
    aspectsOf,
    emailOf,
    type IdPolicy,
    isStillAt,
    originsOf,
} from '../checker/aspects.ts';
import type { AccountException, Exception, UserException } from '../checker/check-migration.ts';
import type { Profile } from '../checker/checked-side.ts';
import { grantWishes, type Wish } from './address-wishes.ts';

/** What no import job that updates an account can write: it may stay as it was when an account is taken over. */
const NOT_TAKEN_OVER: ReadonlySet<Aspect> = new Set(['blocked', 'username', 'phone']);

/** What a definition says that decides what must be true in the end. */
export interface Policies {
    readonly idPolicy: IdPolicy;
    readonly existingUsers: 'skip' | 'upsert' | 'merge';
    readonly deletedInTarget: 'leave' | 'restore';
    readonly conflicts: 'report' | 'target-wins' | 'source-wins';
}

/** Everybody on both sides at one moment. */
export interface Sides {
    readonly source: readonly Profile[];
    readonly target: readonly Profile[];
}

/** What is remembered of a source user who was seen in the target. */
interface Moved {
    /** ID of the account in the target. */
    readonly account: string;
    /** The value of each part when both sides last had the same. */
    readonly base: Map<Aspect, unknown>;
    /** Whether a run that came to its end has seen the user in the target. */
    readonly isVerified: boolean;
}

/**
 * What must be true after a run, told from what people did on both sides; it knows nothing of passes, jobs and journals.
 *
 * Each part of a profile has at most three values: the source's, the target's, and the one that both had when they were last the
 * same (the base). One that only the source changed moves; one that only the target changed stays; where both did, `conflicts`
 * decides. A person is who the target's own evidence says; an address decides about nobody.
 */
export class HistoryModel {
    /** Addresses that a ghost holds in the target. */
    readonly ghosts = new Set<string>();
    /** By source ID: passwords that the hash export holds. */
    readonly hashed = new Map<string, string>();
    /** By target ID: the password that opens an account; null where nobody knows it. */
    readonly opens = new Map<string, string | null>();
    readonly #policies: Policies;
    #moved = new Map<string, Moved>();
    /** Everybody whom the target remembers, also those who left the source. */
    readonly #ever = new Set<string>();

    constructor(policies: Policies) {
        this.#policies = policies;
    }

    /** The run's folder is gone: only what the target itself tells is known. */
    loseFolder(): void {
        this.#moved = new Map();
    }

    /**
     * Says what a run makes of both sides, if nobody touches them meanwhile.
     *
     * @param isComplete - false for a run that is stopped on its way, which may do any part of it
     */
    expect(before: Sides, isComplete: boolean): Exception[] {
        const users: UserException[] = [];
        const wishes: Wish[] = [];
        const ends = new Map<string, Map<Aspect, readonly unknown[]>>();
        const accounts = this.#accountsOf(before);
        for (const user of before.source) {
            const id = user.user_id;
            const to = emailOf(user) ?? '';
            const account = accounts.get(id);
            if (account !== undefined) {
                const allowed = this.#mayBecome(user, account);
                ends.set(id, allowed);
                const [address, ...others] = allowed.get('address') ?? [];
                const from = emailOf(account);
                if (from !== to && isDeepStrictEqual(address, this.#aspectsOf(user).address))
                    wishes.push({ user, to, from, isCertain: others.length === 0 });
            } else if (this.#moved.get(id)?.isVerified === true && this.#policies.deletedInTarget === 'leave')
                users.push({ user: id, why: 'deleted in the target', presence: 'absent' });
            // Sent, and gone before anybody verified it; or nobody knows any more whether it was ever sent.
            else wishes.push({ user, to, from: undefined, isCertain: !this.#ever.has(id) || this.#isRestored(id) });
        }

        const { granted, uncertain, refused } = grantWishes(wishes, before.target, this.ghosts);
        const adopted = new Map<string, { user: Profile; isCertain: boolean }>();
        for (const { user } of granted) if (!accounts.has(user.user_id)) users.push(this.#created(user, isComplete));
        for (const { user, to } of [...uncertain, ...refused]) {
            const id = user.user_id;
            const account = accounts.get(id);
            if (account !== undefined) {
                const isRefused = refused.some((wish) => wish.user === user);
                const end = ends.get(id);
                end?.set(
                    'address',
                    isRefused ? [this.#aspectsOf(account).address] : this.#both(user, account, 'address'),
                );
                // A request that moves the address moves the rest too, or nothing.
                for (const [aspect, values] of end ?? [])
                    if (aspect !== 'address' && values.length === 1)
                        end?.set(aspect, this.#both(user, account, aspect));
                continue;
            }
            const holder = before.target.find((other) => emailOf(other) === to);
            const isUncertain = uncertain.some((wish) => wish.user === user);
            if (holder !== undefined && this.#isAdopted(user, holder))
                adopted.set(holder.user_id, { user, isCertain: isComplete && !isUncertain });
            else if (isUncertain) users.push({ ...this.#created(user, isComplete), presence: 'perhaps' });
            else users.push({ user: id, why: 'somebody else holds the address', presence: 'absent' });
        }
        for (const [id, allowed] of ends) users.push(this.#kept(id, allowed, accounts.get(id), isComplete));
        for (const [accountId, { user, isCertain }] of adopted)
            users.push(
                this.#adoption(
                    user,
                    before.target.find((one) => one.user_id === accountId),
                    isCertain,
                ),
            );
        return [...users, ...this.#strangers(before, accounts, adopted)];
    }

    /** Looks at both sides after a run, or a part of one. */
    remember(after: Sides, isComplete: boolean): void {
        const accounts = this.#accountsOf(after);
        for (const user of after.source) {
            const account = accounts.get(user.user_id);
            if (account === undefined) continue;
            // A run that was stopped may not have come to look at whom an earlier folder knew.
            if (!isComplete && this.#ever.has(user.user_id) && !this.#moved.has(user.user_id)) continue;
            this.#ever.add(user.user_id);
            const known = this.#moved.get(user.user_id);
            // In another account nothing is as it was in the one before.
            const base = known?.account === account.user_id ? known.base : new Map<Aspect, unknown>();
            const isVerified = isComplete || known?.isVerified === true;
            this.#moved.set(user.user_id, { account: account.user_id, base, isVerified });
            const [source, target] = [this.#aspectsOf(user), this.#aspectsOf(account)];
            for (const aspect of ASPECTS)
                if (isDeepStrictEqual(source[aspect], target[aspect])) base.set(aspect, source[aspect]);
            if (!this.opens.has(account.user_id))
                this.opens.set(account.user_id, this.hashed.get(user.user_id) ?? null);
        }
    }

    #isRestored(id: string): boolean {
        return this.#moved.get(id)?.isVerified === true && this.#policies.deletedInTarget === 'restore';
    }

    // The first value is the one that is wanted.
    #mayBecome(user: Profile, account: Profile): Map<Aspect, readonly unknown[]> {
        const [source, target] = [this.#aspectsOf(user), this.#aspectsOf(account)];
        const base = this.#moved.get(user.user_id)?.base ?? new Map<Aspect, unknown>();
        const allowed = new Map<Aspect, readonly unknown[]>();
        let isConflict = false;
        for (const aspect of ASPECTS) {
            const [theirs, ours] = [source[aspect], target[aspect]];
            if (isDeepStrictEqual(theirs, ours)) continue;
            if (!base.has(aspect)) {
                const isTouched = !isUntouched(account);
                // Nobody knows who changed it: it may be told as a conflict.
                isConflict ||= isTouched;
                allowed.set(aspect, isTouched ? [theirs, ours] : [theirs]);
            } else if (isStillAt(base.get(aspect), ours, theirs)) allowed.set(aspect, [theirs]);
            else if (isStillAt(base.get(aspect), theirs, ours)) allowed.set(aspect, [ours]);
            else {
                isConflict = true;
                allowed.set(aspect, [this.#policies.conflicts === 'source-wins' ? theirs : ours]);
            }
        }
        // A user who is reported may be left as a whole.
        if (isConflict && this.#policies.conflicts === 'report')
            for (const [aspect, [first]] of allowed)
                if (isDeepStrictEqual(first, source[aspect])) allowed.set(aspect, [first, target[aspect]]);
        return allowed;
    }

    #both(user: Profile, account: Profile, aspect: Aspect): readonly unknown[] {
        return [this.#aspectsOf(user)[aspect], this.#aspectsOf(account)[aspect]];
    }

    #kept(
        id: string,
        allowed: ReadonlyMap<Aspect, readonly unknown[]>,
        account: Profile | undefined,
        isComplete: boolean,
    ): UserException {
        const now: Partial<Aspects> = account === undefined ? {} : this.#aspectsOf(account);
        return {
            user: id,
            why: 'is in the target',
            allowed: Object.fromEntries(
                [...allowed].map(([aspect, values]) => [aspect, isComplete ? values : [...values, now[aspect]]]),
            ),
            password: this.opens.get(account?.user_id ?? '') ?? null,
        };
    }

    #created({ user_id: id }: Profile, isComplete: boolean): UserException {
        return {
            user: id,
            why: 'is to be imported',
            presence: isComplete ? 'there' : 'perhaps',
            password: this.hashed.get(id) ?? null,
        };
    }

    // `existingUsers` may touch an account that holds the address only if both have shown that it is theirs.
    #isAdopted(user: Profile, holder: Profile): boolean {
        return (
            this.#policies.existingUsers !== 'skip' &&
            user['email_verified'] === true &&
            holder['email_verified'] === true &&
            this.#originsOf(holder).length === 0
        );
    }

    #adoption(user: Profile, holder: Profile | undefined, isCertain: boolean): UserException {
        if (holder === undefined) throw new Error('an account that is adopted is there');
        const isMerge = this.#policies.existingUsers === 'merge';
        return {
            user: user.user_id,
            why: 'both addresses are verified',
            presence: isCertain ? 'there' : 'perhaps',
            allowed: Object.fromEntries(
                ASPECTS.map((aspect) => [
                    aspect,
                    isMerge || !isCertain || NOT_TAKEN_OVER.has(aspect)
                        ? this.#both(user, holder, aspect)
                        : [this.#aspectsOf(user)[aspect]],
                ]),
            ),
            password: this.opens.get(holder.user_id) ?? null,
        };
    }

    // A user who is no longer in the source stays as it is.
    #strangers(
        { target }: Sides,
        accounts: ReadonlyMap<string, Profile>,
        adopted: ReadonlyMap<string, { isCertain: boolean }>,
    ): AccountException[] {
        const moving = new Set([...accounts.values()].map(({ user_id: id }) => id));
        return target
            .filter(({ user_id: id }) => !moving.has(id) && adopted.get(id)?.isCertain !== true)
            .map((profile) => ({
                account: profile.user_id,
                why: 'nobody in the source',
                profile,
                password: this.opens.get(profile.user_id) ?? null,
            }));
    }

    #accountsOf({ source, target }: Sides): Map<string, Profile> {
        const ids = new Set(source.map(({ user_id: id }) => id));
        const found = new Map<string, Profile>();
        for (const account of target)
            for (const origin of originsOf(account, this.#policies.idPolicy, ids))
                if (ids.has(origin)) found.set(origin, account);
        return found;
    }

    #originsOf(account: Profile): string[] {
        return originsOf(account, this.#policies.idPolicy, this.#ever);
    }

    #aspectsOf(profile: Profile): Aspects {
        return aspectsOf(profile, this.#policies.idPolicy);
    }
}

/** Tells whether nobody has written an account since it was made, or logged in. */
export function isUntouched({ created_at: createdAt, updated_at: updatedAt, logins_count: logins }: Profile): boolean {
    return createdAt === updatedAt && Number(logins ?? 0) === 0;
}
