import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { ManagementClient } from 'auth0';
import { ASPECTS, type Aspect, aspectsOf, emailOf, type IdPolicy, MADE_UP, originsOf } from './aspects.ts';
import { type CheckedSide, logIn, openManagement, type Profile, readProfiles, readRoles } from './checked-side.ts';

/** What is true of one source user instead of the rule. */
export interface UserException {
    /** `user_id` in the source. */
    readonly user: string;
    readonly why: string;
    /** @default 'there' */
    readonly presence?: 'there' | 'absent' | 'perhaps';
    /** The values that these parts may have; the others are as in the source. */
    readonly allowed?: Partial<Record<Aspect, readonly unknown[]>>;
    /** The password that opens the account; null where none that the check knows of may open it. @default the one of the source */
    readonly password?: string | null;
    /** @default none */
    readonly roles?: readonly string[];
}

/** An account of the target that is no source user's, and must be as it was. */
export interface AccountException {
    /** `user_id` in the target. */
    readonly account: string;
    readonly why: string;
    /** As an export of the target showed it. */
    readonly profile: Profile;
    /** The password that opens it; null where none that the check knows of may. @default nobody tries */
    readonly password?: string | null;
    /** @default none */
    readonly roles?: readonly string[];
}

/** What is announced to be otherwise than the rule. */
export type Exception = UserException | AccountException;

/** A finished migration, and what somebody who was not there must know to check it. */
export interface CheckOptions {
    readonly source: CheckedSide;
    readonly target: CheckedSide;
    readonly idPolicy: IdPolicy;
    /** Passwords of the source by `user_id`, which Auth0 does not show; who is not named is not logged in. */
    readonly passwords?: ReadonlyMap<string, string>;
    readonly exceptions?: readonly Exception[];
    /**
     * Source users who are logged in at most, spread over all; the accounts of others in the target are always tried.
     *
     * A login changes when the user was last seen. `0` for nobody at all.
     *
     * @default everybody
     */
    readonly mostLogins?: number;
    /** What a message begins with. */
    readonly name?: string;
}

/**
 * Checks that a finished migration did what it should, as somebody would who has only Auth0's SDK and both tenants.
 *
 * The rule: each source user is exactly once in the target by identity (the remembered ID or the one of the policy), every part of
 * the profile is as the source has it now, the source's password opens the account and somebody else's does not; there
 * is nobody else in the target, and nobody has roles. What is otherwise is announced, user by user and account by account.
 *
 * @throws {AssertionError} with every violation, one a line; people stand in it by `user_id`
 */
export async function assertMigrated(options: CheckOptions): Promise<void> {
    const violations = await findViolations(options);
    if (violations.length > 0) assert.fail(`${options.name ?? 'the migration'}:\n${violations.join('\n')}`);
}

/** Finds what {@link assertMigrated} refuses. */
export async function findViolations(options: CheckOptions): Promise<string[]> {
    const management = openManagement(options.target);
    const sourceUsers = await readProfiles(options.source);
    const accounts = await readProfiles(options.target, management);
    const check = new Check(options, management, sourceUsers, accounts);
    check.doubles();
    for (const user of sourceUsers) check.user(user);
    check.rest();
    await check.roles();
    if (options.mostLogins !== 0) await check.passwords(options.mostLogins ?? Number.POSITIVE_INFINITY);
    return check.violations;
}

/** A check on its way: who in the target is whom, and what was found. */
class Check {
    readonly violations: string[] = [];
    readonly #options: CheckOptions;
    readonly #management: ManagementClient;
    readonly #accounts: readonly Profile[];
    readonly #users = new Map<string, UserException>();
    readonly #strangers = new Map<string, AccountException>();
    readonly #byOrigin = new Map<string, Profile[]>();
    /** Accounts that are somebody's, with what their roles and password must be. */
    readonly #known: { account: Profile; roles: readonly string[]; password: string | null | undefined }[] = [];

    constructor(
        options: CheckOptions,
        management: ManagementClient,
        sourceUsers: readonly Profile[],
        accounts: readonly Profile[],
    ) {
        this.#options = options;
        this.#management = management;
        this.#accounts = accounts;
        for (const exception of options.exceptions ?? []) {
            if ('user' in exception) this.#users.set(exception.user, exception);
            else this.#strangers.set(exception.account, exception);
        }
        const ids = sourceUsers.map(({ user_id: id }) => id);
        for (const account of accounts) {
            // An announced stranger may remember somebody who is gone from the source.
            for (const origin of originsOf(account, options.idPolicy, ids))
                this.#byOrigin.set(origin, [...(this.#byOrigin.get(origin) ?? []), account]);
        }
    }

    doubles(): void {
        for (const [origin, accounts] of this.#byOrigin) {
            if (accounts.length > 1) this.#add(origin, `${accounts.length} times in the target by identity`);
        }
        const byAddress = Map.groupBy(this.#accounts, (account) => emailOf(account));
        for (const [address, accounts] of byAddress) {
            if (address === undefined || accounts.length === 1) continue;
            this.#add(accounts.map(({ user_id: id }) => id).join(', '), 'have one address');
        }
    }

    user(user: Profile): void {
        const id = user.user_id;
        const exception = this.#users.get(id);
        const { presence = 'there', allowed = {} } = exception ?? {};
        const accounts = this.#byOrigin.get(id) ?? [];
        if (accounts.length === 0 && presence === 'there') this.#add(id, 'not in the target');
        if (accounts.length > 0 && presence === 'absent') this.#add(id, 'in the target');
        const password = exception?.password === undefined ? this.#options.passwords?.get(id) : exception.password;
        for (const account of accounts) {
            this.#known.push({ account, roles: exception?.roles ?? [], password });
            const wanted = aspectsOf(user, this.#options.idPolicy);
            const found = aspectsOf(account, this.#options.idPolicy);
            for (const aspect of ASPECTS) {
                const values = allowed[aspect] ?? [wanted[aspect]];
                if (MADE_UP.has(aspect) && values.includes(null)) continue;
                if (values.some((value) => isDeepStrictEqual(value, found[aspect]))) continue;
                this.#add(id, `${aspect} is ${show(found[aspect])}, expected ${values.map(show).join(' or ')}`);
            }
        }
    }

    /** Who is in the target and nobody of the source. */
    rest(): void {
        const { idPolicy } = this.#options;
        const known = new Set(this.#known.map(({ account }) => account.user_id));
        for (const account of this.#accounts) {
            const id = account.user_id;
            if (known.has(id)) continue;
            const exception = this.#strangers.get(id);
            if (exception === undefined) {
                this.violations.push(`${id}: nobody knows this account of the target`);
                continue;
            }
            const [wanted, found] = [aspectsOf(exception.profile, idPolicy), aspectsOf(account, idPolicy)];
            const origins = (profile: Profile) => originsOf(profile, idPolicy, []);
            for (const aspect of ASPECTS) {
                if (isDeepStrictEqual(wanted[aspect], found[aspect])) continue;
                this.#add(id, `${aspect} is ${show(found[aspect])}, expected ${show(wanted[aspect])} as it was`);
            }
            if (!isDeepStrictEqual(origins(exception.profile), origins(account)))
                this.#add(id, `became the account of ${origins(account).join(', ')}`);
            this.#known.push({ account, roles: exception.roles ?? [], password: exception.password });
        }
        const there = new Set(this.#accounts.map(({ user_id: id }) => id));
        for (const id of this.#strangers.keys()) if (!there.has(id)) this.#add(id, 'no longer in the target');
    }

    async roles(): Promise<void> {
        for (const { account, roles } of this.#known) {
            const found = await readRoles(this.#management, account.user_id);
            if (!isDeepStrictEqual(found, [...roles].sort()))
                this.#add(account.user_id, `has the roles ${show(found)}, expected ${show(roles)}`);
        }
    }

    async passwords(most: number): Promise<void> {
        const own = this.#known.filter(({ account }) => !this.#strangers.has(account.user_id));
        const step = Math.max(1, Math.ceil(own.length / most));
        const left = new Set(own.filter((_, index) => index % step !== 0));
        const all = [...new Set(this.#known.flatMap(({ password }) => password ?? []))];
        for (const known of this.#known) {
            const { account, password } = known;
            if (password === undefined || left.has(known)) continue;
            if (password !== null) {
                const right = await this.#logIn(account, password);
                const expected = account['blocked'] === true ? 'blocked' : 'opened';
                if (right !== expected) this.#add(account.user_id, `its own password is ${right}`);
            }
            // One neighbour's for everybody who has one; everybody's where none may open it. Auth0 locks after ten.
            const others = all.filter((other) => other !== password);
            const start = password === null ? 0 : Math.max(0, all.indexOf(password)) % Math.max(1, others.length);
            for (const other of others.slice(start, password === null ? 5 : start + 1)) {
                const wrong = await this.#logIn(account, other);
                if (wrong !== 'refused') this.#add(account.user_id, `somebody else's password is ${wrong}`);
            }
        }
    }

    async #logIn(account: Profile, password: string): Promise<string> {
        return await logIn(this.#options.target, account, password).catch((error: unknown) => String(error));
    }

    #add(id: string, what: string): void {
        const why = (this.#users.get(id) ?? this.#strangers.get(id))?.why;
        this.violations.push(`${id}: ${what}${why === undefined ? '' : ` (announced: ${why})`}`);
    }
}

function show(value: unknown): string {
    return JSON.stringify(value);
}
