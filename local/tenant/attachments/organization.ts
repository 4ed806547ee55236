import type { JsonObject } from '../entities.ts';
import type { Timeline } from './timeline.ts';

/** An organization, and everything that hangs on it. */
export interface Organization {
    /** `org_` and 16 letters or digits. */
    readonly id: string;
    readonly createdAt: number;
    /** `name`, `display_name`, `branding`, `metadata`, as they were written. */
    attributes: JsonObject & { name: string };
    /** `user_id`s. */
    readonly members: Timeline;
    /** By `user_id`: the IDs of roles. Roles can be given before the membership (recorded). */
    readonly memberRoles: Map<string, Timeline>;
    /** By connection ID: `assign_membership_on_login`, `show_as_button`, `is_signup_enabled`. */
    readonly connections: Map<string, JsonObject>;
    /** The IDs of client grants that are good for it; one that was deleted may still be among them. */
    readonly clientGrants: Set<string>;
    readonly invitations: Map<string, Invitation>;
    /** By ID, as the wire shows them. */
    readonly discoveryDomains: Map<string, JsonObject & { id: string; domain: string }>;
}

/** An invitation that nobody has accepted yet. */
export interface Invitation {
    /** `uinv_` and 16 letters or digits. */
    readonly id: string;
    readonly createdAt: number;
    /** Milliseconds since 1970; expired ones are still listed. */
    readonly expiresAt: number;
    readonly ticketId: string;
    /** What was written: `client_id`, `connection_id`, `inviter`, `invitee`, metadata, `roles`. */
    readonly attributes: JsonObject;
}
