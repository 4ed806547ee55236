import { isDeepStrictEqual } from 'node:util';
import type { ManagementClient } from 'auth0';
import { ASPECTS, type Aspect, aspectsOf, emailOf, isStillAt, originsOf } from '../checker/aspects.ts';
import { type CheckedSide, openManagement, type Profile, readProfiles } from '../checker/checked-side.ts';
import { isUntouched, type Policies } from '../histories/history-model.ts';
import type { SideName } from '../histories/two-sides.ts';
import type { Stop, StoryMigrator } from './story.ts';

/** A fault of the table in issue 11, to see that a story finds it. */
export type Fault =
    /** Who holds the address of a user is that user. */
    | 'known by address'
    /** An account is taken for the user's whether its address was ever verified or not. */
    | 'unverified holders'
    /** A run that was stopped goes on with what it saw when it began. */
    | 'old export'
    /** Only what the run remembers counts, and not what the target says. */
    | 'own memory alone'
    /** Every difference is the source's to decide. */
    | 'source over target';

/** A migrator of a few users that does one after the other what should be done: it shows that what the model asks can be had. */
export class PlainMigrator implements StoryMigrator {
    readonly #policies: Policies;
    readonly #sides: Readonly<Record<SideName, CheckedSide>>;
    readonly #hashes: ReadonlyMap<string, object>;
    readonly #fault: Fault | undefined;
    readonly #management: ManagementClient;
    /** By source ID: the account, each part as it was when both had the same, and whether a whole run saw it. */
    #ledger = new Map<string, { account: string; base: Map<Aspect, unknown>; isVerified: boolean }>();
    #oldSource: Profile[] | undefined;
    #workLeft = Number.POSITIVE_INFINITY;

    constructor(
        policies: Policies,
        sides: Readonly<Record<SideName, CheckedSide>>,
        hashes: ReadonlyMap<string, object>,
        fault?: Fault,
    ) {
        this.#policies = policies;
        this.#sides = sides;
        this.#hashes = hashes;
        this.#fault = fault;
        this.#management = openManagement(sides.target);
    }

    async run(stop: Stop | undefined): Promise<boolean> {
        this.#workLeft = stop === undefined ? Number.POSITIVE_INFINITY : Math.floor(stop.atRequest / 5);
        this.#oldSource ??= await readProfiles(this.#sides.source, this.#management);
        if (this.#fault !== 'old export') this.#oldSource = await readProfiles(this.#sides.source, this.#management);
        for (let isChanged = true; isChanged; ) {
            isChanged = false;
            for (const user of this.#oldSource) {
                if (this.#workLeft <= 0) return false;
                if (!(await this.#move(user))) continue;
                isChanged = true;
                this.#workLeft -= 1;
            }
        }
        for (const entry of this.#ledger.values()) entry.isVerified = true;
        this.#oldSource = undefined;
        return true;
    }

    loseFolder(): Promise<void> {
        this.#ledger = new Map();
        this.#oldSource = undefined;
        return Promise.resolve();
    }

    /** @returns whether anything was done */
    async #move(user: Profile): Promise<boolean> {
        const accounts = await readProfiles(this.#sides.target, this.#management);
        const entry = this.#ledger.get(user.user_id);
        const holder = accounts.find((account) => emailOf(account) === emailOf(user));
        const account = accounts.find((one) =>
            this.#fault === 'own memory alone'
                ? one.user_id === entry?.account
                : originsOf(one, this.#policies.idPolicy, [user.user_id]).includes(user.user_id),
        );
        if (this.#fault === 'known by address' && holder !== undefined && holder !== account)
            return this.#update(user, holder, true);
        if (account !== undefined) return this.#update(user, account, false);
        if (entry?.isVerified === true && this.#policies.deletedInTarget === 'leave') return false;
        if (holder === undefined) return this.#import(user);
        const { existingUsers, idPolicy } = this.#policies;
        const areVerified = user['email_verified'] === true && holder['email_verified'] === true;
        if (existingUsers === 'skip' || originsOf(holder, idPolicy, []).length > 0) return false;
        if (!areVerified && this.#fault !== 'unverified holders') return false;
        return this.#update(user, holder, true);
    }

    async #update(user: Profile, account: Profile, isAll: boolean): Promise<boolean> {
        const { idPolicy, conflicts } = this.#policies;
        const base = this.#ledger.get(user.user_id)?.base ?? new Map<Aspect, unknown>();
        const [source, target] = [aspectsOf(user, idPolicy), aspectsOf(account, idPolicy)];
        const change: Record<string, unknown> = {};
        for (const aspect of ASPECTS) {
            const isSame = isDeepStrictEqual(source[aspect], target[aspect]);
            if (isSame) base.set(aspect, source[aspect]);
            const isTheirs = base.has(aspect)
                ? isStillAt(base.get(aspect), target[aspect], source[aspect])
                : isUntouched(account);
            const isConflict = base.has(aspect) && !isStillAt(base.get(aspect), source[aspect], target[aspect]);
            const moves = isTheirs || (isConflict && conflicts === 'source-wins');
            if (isSame || !(isAll || moves || this.#fault === 'source over target')) continue;
            if (aspect === 'address')
                Object.assign(change, { email: user['email'], email_verified: user['email_verified'] });
            else if (aspect === 'blocked') change['blocked'] = user['blocked'] === true;
            else change[aspect] = user[aspect];
        }
        this.#ledger.set(user.user_id, {
            account: account.user_id,
            base,
            isVerified: this.#ledger.get(user.user_id)?.isVerified ?? false,
        });
        if (isAll && idPolicy.policy === 'regenerate')
            change['app_metadata'] = { ...(user['app_metadata'] as object), previous_user_id: user.user_id };
        if (Object.keys(change).length === 0) return false;
        const { connection } = this.#sides.target;
        try {
            await this.#management.users.update(account.user_id, { connection, ...change });
            for (const aspect of ASPECTS) if (isAll || aspect in change) base.set(aspect, source[aspect]);
            if ('email' in change) base.set('address', source.address);
            return true;
        } catch {
            // Somebody else holds the address.
            return false;
        }
    }

    async #import(user: Profile): Promise<boolean> {
        const { idPolicy } = this.#policies;
        const id = user.user_id;
        const record: Record<string, unknown> = {
            ...user,
            user_id: undefined,
            identities: undefined,
            created_at: undefined,
            updated_at: undefined,
            logins_count: undefined,
            ...this.#hashes.get(id),
            ...(idPolicy.policy === 'prefix' ? { user_id: `${idPolicy.prefix}${id.replace('auth0|', '')}` } : {}),
            ...(idPolicy.policy === 'regenerate'
                ? { app_metadata: { ...(user['app_metadata'] as object), previous_user_id: id } }
                : {}),
        };
        const { data } = await this.#management.connections.list({ name: this.#sides.target.connection });
        const { id: jobId } = await this.#management.jobs.usersImports.create({
            users: new File([JSON.stringify([record])], 'users.json', { type: 'application/json' }),
            connection_id: data[0]?.id ?? '',
            send_completion_email: false,
        });
        for (;;) {
            const job = await this.#management.jobs.get(jobId);
            if (job.status === 'pending') continue;
            const isThere = 'summary' in job && job.summary?.inserted === 1;
            if (!isThere) return false;
            const account = (await readProfiles(this.#sides.target, this.#management)).find(
                (one) => emailOf(one) === emailOf(user),
            );
            if (account !== undefined) await this.#update(user, account, false);
            return true;
        }
    }
}
