import type { UserRecord } from '../records/user-record.ts';
import type {
    NamedAssignmentsDefinition,
    OrganizationAssignmentsDefinition,
    PermissionAssignmentsDefinition,
} from './assignments-definition.ts';
import type { SelectionDefinition } from './selection-definition.ts';
import type { SourceFileDefinition } from './source-file-definition.ts';

/** New user IDs, which Auth0 generates. */
export interface RegenerateUserIds {
    /** Auth0 generates a new ID for each user. */
    readonly policy: 'regenerate';
    /**
     * Path in metadata where the old ID is kept, or `false`. Only a path in `app_metadata` lets a later run recognize a user whose ledger is lost.
     *
     * @default 'app_metadata.previous_user_id'
     */
    readonly rememberAs?: string | false | undefined;
    /** Not available: new IDs are not known before the import. */
    readonly rewrite?: undefined;
}

/** The same user IDs as in the source. */
export interface RetainUserIds {
    /** Each user keeps its ID. */
    readonly policy: 'retain';
    /**
     * What to do if both connections are in one tenant, where two users cannot have one ID: `refuse` the run, or delete each user of the source as soon
     * as its copy is proven. The latter is irreversible, and needs `confirmReplacement` and `maxReplacements` in the program.
     *
     * @default 'refuse'
     */
    readonly whenSameTenant?: 'refuse' | 'replace-source-users' | undefined;
}

/** The old user IDs with a prefix, so that both users can exist in one tenant. */
export interface PrefixUserIds {
    /** Each user gets its old ID with a prefix. */
    readonly policy: 'prefix';
    /** Text before each ID, without white space and with at most one `|`, at its end; up to 100 characters. */
    readonly prefix: string;
    /**
     * Paths in metadata that contain user IDs, which get the prefix too.
     *
     * @default []
     */
    readonly rewrite?: readonly string[] | undefined;
}

/** Where password hashes come from, and what to do with users without one. */
export interface PasswordsDefinition {
    /**
     * Path of the password hash export of Auth0's support, relative to the project's folder: NDJSON or a JSON array, gzipped or not, encrypted or not.
     *
     * @default none
     */
    readonly hashExport?: string | undefined;
    /**
     * When that export was made: a day (`2026-11-21`) or a moment with its time zone. A user who has chosen another password since has an outdated hash.
     *
     * @default `password_set_date` of each record; without it, only changes after the source was exported are noticed
     */
    readonly hashExportedAt?: string | undefined;
    /**
     * Path of the PGP private key of an encrypted hash export. Its passphrase is read from `AUTH0_USER_MIGRATION_PGP_PASSPHRASE`.
     *
     * @default `AUTH0_USER_MIGRATION_PGP_KEY` in the environment
     */
    readonly privateKey?: string | undefined;
    /**
     * What to do with users without a usable hash: `refuse` the run; import them without a password, so that they must `reset` it; or leave them out, so
     * that they move when they log in (`lazy`).
     */
    readonly whenMissing: 'refuse' | 'reset' | 'lazy';
    /**
     * Whether a hash from before the user's last password reset counts as `missing`, or is used (`use`).
     *
     * @default 'missing'
     */
    readonly whenOutdated?: 'missing' | 'use' | undefined;
    /**
     * What to do with moved users who have chosen another password in the source since the export: `report` lists them and keeps them in the source;
     * `reset` lists them for password resets, and a decommissioning may delete them.
     *
     * @default 'report'
     */
    readonly whenChanged?: 'report' | 'reset' | undefined;
}

/** The second factors that Auth0's support exports. */
export interface MfaFactorsDefinition {
    /** Path of the MFA export, relative to the project's folder, read as the hash export is. */
    readonly file: string;
}

/** What to do with other accounts of the target that have the address of a user. */
export type ExistingUsersDefinition =
    | 'skip'
    | 'refuse'
    | 'upsert'
    | 'merge'
    | {
          /** As the word alone: `skip` leaves these accounts, `refuse` refuses the run, `upsert` replaces their fields with the source's. */
          readonly policy: 'skip' | 'refuse' | 'upsert';
      }
    | {
          /** Merges metadata key by key. */
          readonly policy: 'merge';
          /**
           * What to do with a key that both have, with different values: keep the target's value, take the source's, or leave the account as it is and list
           * the user (`exclude`).
           *
           * @default 'keep-target'
           */
          readonly conflicts?: 'keep-target' | 'take-source' | 'exclude' | undefined;
      };

/** Permission to delete users of the target that were deleted in the source. */
export interface DeleteGoneUsers {
    /** Deletes moved users whom nobody has changed or used in the target, until logins go through it. */
    readonly policy: 'delete';
    /** Name of the target connection, as a confirmation. */
    readonly confirm: string;
    /** Users that one pass may delete; a pass that would delete more is refused. */
    readonly maxDeletions: number;
}

/** What a run does about ghosts: users that Auth0 calls existing and no lookup finds. */
export interface GhostsDefinition {
    /**
     * `plan-only` lists them, `by-login` lists them so that you can ask them to log in, and `{ max }` deletes up to that many and imports them again,
     * which discards a password chosen in a reset. A connection with a Delete script also needs `evenWithDeleteScript`.
     */
    readonly repair:
        | 'plan-only'
        | 'by-login'
        | {
              /** Ghosts that one run may delete and import again, from `1` up. */
              readonly max: number;
              /**
               * Whether to delete ghosts in a custom database with a Delete script too, which may delete the user from your own database.
               *
               * @default false
               */
              readonly evenWithDeleteScript?: boolean | undefined;
          };
}

/** A migration definition: which users to move, and how to map them. */
export interface MigrationDefinition {
    /** One sentence for everybody who reads the preview, without addresses or secrets. */
    readonly description: string;
    /**
     * A file of users in place of the source connection.
     *
     * @default none: users come from the source connection
     */
    readonly source?: SourceFileDefinition | undefined;
    /**
     * The IDs of the users in the target.
     *
     * @default { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' }
     */
    readonly userIds?: RegenerateUserIds | RetainUserIds | PrefixUserIds | undefined;
    /** Where password hashes come from, and what to do with users without one. */
    readonly passwords: PasswordsDefinition;
    /**
     * The MFA export of Auth0's support: one-time password secrets, phone numbers and addresses.
     *
     * @default none
     */
    readonly mfaFactors?: MfaFactorsDefinition | undefined;
    /**
     * What to do with other accounts of the target that have the address of a user: `skip` leaves them, `refuse` refuses the run, `upsert` replaces their
     * fields with the source's, and `merge` merges metadata key by key. `conflicts` says whose value stays (`keep-target` by default).
     *
     * @default 'skip'
     */
    readonly existingUsers?: ExistingUsersDefinition | undefined;
    /**
     * What to do if source and target have changed the same field of a moved user: `report` leaves and lists the user, `target-wins` writes only the other
     * changes, `source-wins` writes all of them.
     *
     * @default 'report'
     */
    readonly conflicts?: 'report' | 'target-wins' | 'source-wins' | undefined;
    /**
     * What to do with moved users that were deleted in the source: list them, or delete them in the target.
     *
     * @default 'report'
     */
    readonly deleted?: 'report' | DeleteGoneUsers | undefined;
    /**
     * What to do with moved users that were deleted in the target: `leave` it at that, or `restore` them.
     *
     * @default 'leave'
     */
    readonly deletedInTarget?: 'leave' | 'restore' | undefined;
    /**
     * Moves only some users.
     *
     * @default all users
     */
    readonly only?: SelectionDefinition | undefined;
    /**
     * Whether roles are copied, and how they correspond.
     *
     * @default 'leave'
     */
    readonly roles?: NamedAssignmentsDefinition | undefined;
    /**
     * Whether permissions that users have directly are copied.
     *
     * @default 'leave'
     */
    readonly permissions?: PermissionAssignmentsDefinition | undefined;
    /**
     * Whether memberships of organizations are copied, with the roles of members.
     *
     * @default 'leave'
     */
    readonly organizations?: OrganizationAssignmentsDefinition | undefined;
    /**
     * Whether users who are linked to another user of the source connection are imported and linked again. Identities of other connections are counted.
     *
     * @default 'leave'
     */
    readonly linkedAccounts?: 'leave' | 'copy' | undefined;
    /**
     * Assignments that one pass may remove in the target because the source no longer has them; a pass that would remove more is refused.
     *
     * @default 100
     */
    readonly maxRemovedAssignments?: number | undefined;
    /**
     * What to do about ghosts.
     *
     * @default { repair: 'plan-only' }
     */
    readonly ghosts?: GhostsDefinition | undefined;
    /**
     * Addresses of test accounts to log in with after the import, which proves that password hashes work. Their passwords are read from
     * `AUTH0_USER_MIGRATION_PROBE_PASSWORDS`.
     *
     * @default []
     */
    readonly loginProbes?: readonly string[] | undefined;
    /**
     * Changes the record that is imported. The second argument is the whole record of the source, read-only.
     *
     * @default the record stays as it is
     */
    readonly transform?: ((user: UserRecord, source: UserRecord) => UserRecord) | undefined;
}
