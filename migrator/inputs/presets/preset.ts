import type { UserRecord } from '../../records/user-record.ts';
import type { PasswordHashDescription } from '../../users/password-hashes/description.ts';

/** Names the systems whose own files are known. */
export const PRESET_NAMES = [
    'aspnet-identity',
    'better-auth',
    'clerk',
    'cognito',
    'devise',
    'django',
    'drupal',
    'firebase',
    'gigya',
    'joomla',
    'keycloak-realm',
    'magento',
    'meteor',
    'okta',
    'supabase',
    'wordpress',
] as const;

/** Is one of {@link PRESET_NAMES}. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** The hash of one record, with what it does not tell itself. */
export type PresetHash = { readonly hash: unknown } & Partial<PasswordHashDescription>;

/** How the file of one system is read. */
export interface SourcePreset {
    /** Path of the list of users in a JSON document. */
    readonly at?: string;
    /** The columns of a CSV that the system writes without a header, of which older versions have the first `least`. */
    readonly headless?: { readonly columns: readonly string[]; readonly least: number };
    /**
     * Auth0's field, or a path in metadata, with the columns that it may come from (the first that has a value), or how it is made
     * of the record; `asOf` is the time to judge by, in ms since 1970.
     */
    readonly columns: Readonly<
        Record<string, string | readonly string[] | ((record: UserRecord, asOf: number) => unknown)>
    >;
    /** Columns that the function for `blocked` looks at. */
    readonly blockedBy?: readonly string[];
    /** Takes the hash out of a record; undefined for a user without one. */
    readonly passwordHash?: (record: UserRecord) => PresetHash | undefined;
    /** Tells a record that is no user who can log in by a password, such as a service account. */
    readonly isPerson?: (record: UserRecord) => boolean;
}
