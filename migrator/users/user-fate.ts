import type { UserRecord } from '../records/user-record.ts';
import type { EXCLUSION_REASONS } from './exclusion-reasons.ts';
import type { ImportProblemCode } from './import-schema.ts';
import type { PasswordHashRefusal } from './password-hash.ts';

/** Why a user is not sent to Auth0. */
export type ExclusionReason = ImportProblemCode | PasswordHashRefusal | keyof typeof EXCLUSION_REASONS;

/** A user that will be sent, as it will be sent. */
export interface PlannedUser {
    readonly fate: 'planned';
    /** Number of the user's line in the source's export, from 1. */
    readonly line: number;
    /** The full `user_id` in the source, with its prefix. */
    readonly sourceUserId: string;
    /** The record of the import file. */
    readonly user: UserRecord & { readonly email: string };
    /** The algorithm of its password hash, or undefined if it travels without one. */
    readonly hashAlgorithm: string | undefined;
    /** Whether the target has the user already and this record writes over some of its fields (an upsert). */
    readonly upsert: boolean;
}

/** A user that will not be sent because the target had its e-mail address before. */
export interface ExistingUser {
    readonly fate: 'existing';
    readonly line: number;
    readonly sourceUserId: string;
}

/** A user that will not be sent, with the reason. */
export interface ExcludedUser {
    readonly fate: 'excluded';
    readonly line: number;
    /** Undefined where the line could not be read. */
    readonly sourceUserId: string | undefined;
    readonly reason: ExclusionReason;
    /** What the reason is about, for a person: a field and a rule, never a value. */
    readonly detail: string;
}

/** What becomes of one user of the source: exactly one of three. */
export type UserFate = PlannedUser | ExistingUser | ExcludedUser;
