import type { JsonObject } from '../entities.ts';
import { type ChangeListener, Table } from '../store/table.ts';
import type { AuthenticationMethod } from './authentication-method.ts';
import type { Organization } from './organization.ts';
import { Permissions } from './permissions.ts';
import type { Role } from './role.ts';

/**
 * What belongs to a `user_id` and to no connection. With one ID on two connections, both users show it.
 */
export interface Attachments {
    readonly roles: Set<Role>;
    /** Those given to the user directly. */
    readonly permissions: Permissions;
    /** Those in which the user is a member or has roles. */
    readonly organizations: Set<Organization>;
    readonly authenticationMethods: Map<string, AuthenticationMethod>;
    /** By ID, as the wire shows them, as are the next two. */
    readonly sessions: Map<string, JsonObject>;
    readonly refreshTokens: Map<string, JsonObject>;
    readonly grants: Map<string, JsonObject>;
}

/** The attachments of all users; most have none, and nothing is kept for them. */
export class UserAttachments {
    readonly #byUser: Table<Attachments>;

    constructor(onChange?: ChangeListener) {
        this.#byUser = new Table(onChange);
    }

    /** What belongs to a user, or undefined when nothing does. */
    find(userId: string): Attachments | undefined {
        return this.#byUser.get(userId);
    }

    /** What belongs to a user, to write into before anything waits. */
    of(userId: string): Attachments {
        let found = this.#byUser.get(userId);
        if (found === undefined) {
            found = {
                roles: new Set(),
                permissions: new Permissions(),
                organizations: new Set(),
                authenticationMethods: new Map(),
                sessions: new Map(),
                refreshTokens: new Map(),
                grants: new Map(),
            };
            this.#byUser.set(userId, found);
        } else this.#byUser.noteChange(userId);
        return found;
    }

    /** Notes that something of a user was changed in place, or in a role or an organization on the user's side. */
    noteChange(userId: string): void {
        this.#byUser.noteChange(userId);
    }

    /** Everyone who has something, with their `user_id`. */
    all(): Iterable<[userId: string, attachments: Attachments]> {
        return this.#byUser;
    }

    clear(): void {
        this.#byUser.clear();
    }

    /** Takes everything from a user who is gone. */
    forget(userId: string): void {
        const found = this.#byUser.get(userId);
        if (found === undefined) return;
        for (const role of found.roles) role.users.delete(userId);
        for (const { members, memberRoles } of found.organizations) {
            members.delete(userId);
            memberRoles.delete(userId);
        }
        this.#byUser.delete(userId);
    }
}
