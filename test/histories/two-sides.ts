import assert from 'node:assert/strict';
import type { ManagementClient } from 'auth0';
import { emailOf } from '../checker/aspects.ts';
import { type CheckedSide, openManagement, type Profile, readProfiles } from '../checker/checked-side.ts';
import type { HistoryModel, Sides } from './history-model.ts';

/** A side of a migration. */
export type SideName = 'source' | 'target';

/** Somebody new. */
export interface SignUp {
    readonly email: string;
    readonly isVerified: boolean;
    readonly password: string;
    /** A number that stands in the metadata, so that nobody looks like somebody else. */
    readonly number: number;
}

/** Gives an ID as Auth0 makes them, which no two users anywhere share. */
export function uniqueId(number: number): string {
    return number.toString(16).padStart(24, '0');
}

/** Both sides of a migration and what people do there, by the official SDK. */
export class TwoSides {
    readonly sides: Readonly<Record<SideName, CheckedSide>>;
    readonly #management: ManagementClient;
    readonly #model: HistoryModel;
    readonly #firstId: number;

    /** @param firstId - where the IDs of sign-ups begin, for calls by ID do not say which connection they mean */
    constructor(sides: Readonly<Record<SideName, CheckedSide>>, model: HistoryModel, firstId: number) {
        this.sides = sides;
        this.#management = openManagement(sides.target);
        this.#model = model;
        this.#firstId = firstId;
    }

    async observe(): Promise<Sides> {
        return { source: await this.usersOf('source'), target: await this.usersOf('target') };
    }

    /** In the order of their addresses: IDs are random. */
    async usersOf(side: SideName): Promise<Profile[]> {
        const users = await readProfiles(this.sides[side], this.#management);
        return users.sort((one, two) => ((emailOf(one) ?? '') < (emailOf(two) ?? '') ? -1 : 1));
    }

    /** @returns false where the address is taken */
    async signUp(side: SideName, { email, isVerified, password, number }: SignUp): Promise<boolean> {
        if (await this.#isTaken(side, email)) return false;
        const { user_id: id = '' } = await this.#management.users.create({
            connection: this.sides[side].connection,
            user_id: uniqueId(this.#firstId + number),
            email,
            email_verified: isVerified,
            password,
            name: `Signed Up ${number}`,
            user_metadata: { number },
            app_metadata: { role: `${side} ${number}` },
        });
        if (side === 'target') this.#model.opens.set(id, password);
        return true;
    }

    async update(side: SideName, user: Profile, change: Readonly<Record<string, unknown>>): Promise<void> {
        await this.#management.users.update(user.user_id, { connection: this.sides[side].connection, ...change });
    }

    /** As Auth0 does, without a verification of the new one. @returns false where the address is taken */
    async changeAddress(side: SideName, user: Profile, email: string): Promise<boolean> {
        if (await this.#isTaken(side, email)) return false;
        await this.update(side, user, { email, email_verified: false });
        return true;
    }

    async delete({ user_id: id }: Profile): Promise<void> {
        await this.#management.users.delete(id);
    }

    /** Waits until no job of the tenant runs any more. */
    async jobsEnded(): Promise<void> {
        const { fetch, domain } = this.sides.target;
        for (;;) {
            const answer = await fetch(`https://${domain}/_local/state`);
            assert.ok(answer.ok, 'the tenant serves its control API');
            const { jobs } = (await answer.json()) as { jobs: { status: string }[] };
            if (jobs.every(({ status }) => status !== 'pending')) return;
        }
    }

    async #isTaken(side: SideName, email: string): Promise<boolean> {
        if (side === 'target' && this.#model.ghosts.has(email)) return true;
        return (await this.usersOf(side)).some((user) => emailOf(user) === email);
    }
}
