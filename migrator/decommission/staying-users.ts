import type { Counts } from '../plan/plan-counts.ts';
import { type ArtifactWriter, openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { Artifacts } from '../run-store/artifacts.ts';

/**
 * Why a user stays that is not deleted: of the source in a decommissioning or a replacement, of the target in a rollback, or after it was deleted in the source.
 *
 * - `NOT_COPIED`: this pass did not verify it in the target: it was never sent, was deleted there, or was already there
 * - `NOT_UP_TO_DATE`: it is in the target, and its last change is not, for the reason in the list of excluded or rejected users
 * - `PASSWORD_CHANGED`: its password in the source is newer than the one that it has in the target
 * - `LINKED`: it is linked with other identities, which would go with it
 * - `ADDRESS_NOT_UNIQUE`: another user of the connection has its address, and Auth0 deletes by address
 * - `NO_SAFE_CALL`: it has no address, or it has second factors, and another user of the tenant has its ID
 * - `ROLE_GIVEN`: it got a role in the source after the pass compared the roles; or it has one in the target that this run did not give it
 * - `ASSIGNMENT_GIVEN`: it became a member of an organization in the source, or got a role there or a direct permission, after the pass compared them;
 *   or it has one of these in the target that this run did not give it
 * - `CHANGED_SINCE`: it has changed, or logged in, since it was verified, or was sent; or it is no longer found
 * - `COPY_CHANGED`: its copy in the target has the same ID, and somebody has changed it or logged in as it: neither of the two is deleted
 * - `NOT_CREATED_BY_RUN`: it was in the target before, and became the user by `existingUsers`; or somebody deleted it there and made it again;
 *   or a run that had lost its folder found it there, and nothing says who created it
 * - `REFUSED`: it was in the target before the run, and Auth0 refused to give something back that it had then, such as an address that another
 *   account has by now; the rest was restored
 * - `GONE_FROM_SOURCE`: it was in the source when the rollback began, and is the only one of the two that is left
 *
 * Of users who are gone from the source:
 *
 * - `SOURCE_ID_UNKNOWN`: nothing in the target says which ID it had in the source
 * - `SOURCE_UNREADABLE`: a line of the source's export cannot be read, and may be its own
 * - `STILL_IN_SOURCE`: a look at the source found it, alone or linked to another user
 */
export type StayReason =
    | 'NOT_COPIED'
    | 'NOT_UP_TO_DATE'
    | 'PASSWORD_CHANGED'
    | 'LINKED'
    | 'ADDRESS_NOT_UNIQUE'
    | 'NO_SAFE_CALL'
    | 'ROLE_GIVEN'
    | 'ASSIGNMENT_GIVEN'
    | 'CHANGED_SINCE'
    | 'COPY_CHANGED'
    | 'NOT_CREATED_BY_RUN'
    | 'REFUSED'
    | 'GONE_FROM_SOURCE'
    | 'SOURCE_ID_UNKNOWN'
    | 'SOURCE_UNREADABLE'
    | 'STILL_IN_SOURCE';

/** A user to whom something is not done, with the reason; personal data. */
export interface StayingUser<Reason extends string = StayReason> {
    readonly userId: string;
    readonly reason: Reason;
}

/** The list of the users to whom something is not done, such as those that stay, written while they are found. */
export class StayingUsers<Reason extends string = StayReason> {
    /** How many there are for each reason. */
    readonly byReason: Record<string, number> = {};
    private readonly writer: ArtifactWriter;

    /** Opens the list. */
    constructor(artifacts: Artifacts, name: string) {
        this.writer = openArtifactWriter(artifacts, name);
    }

    /** How many stay. */
    get size(): number {
        return Object.values(this.byReason satisfies Counts).reduce((sum, number) => sum + number, 0);
    }

    /** Adds users. */
    async add(users: readonly StayingUser<Reason>[]): Promise<void> {
        for (const { reason } of users) this.byReason[reason] = (this.byReason[reason] ?? 0) + 1;
        if (users.length > 0)
            await this.writer.write(Buffer.from(users.map((user) => `${JSON.stringify(user)}\n`).join('')));
    }

    /** Completes the list. */
    async end(): Promise<void> {
        await this.writer.end();
    }

    /** Gives the list up. */
    async abort(): Promise<void> {
        await this.writer.abort();
    }
}
