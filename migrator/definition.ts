import { z } from 'zod';
import {
    namedAssignmentsSchema,
    organizationAssignmentsSchema,
    permissionAssignmentsSchema,
} from './definition/assignments.ts';
import { deletedInSourceSchema } from './definition/deleted-in-source.ts';
import { existingUsersSchema, updatesAccounts } from './definition/existing-users.ts';
import { passwordsSchema } from './definition/passwords.ts';
import { selectionSchema } from './definition/selection.ts';
import { sourceFileSchema } from './definition/source-file.ts';
import { hasEvidence, userIdsSchema } from './definition/user-ids.ts';
import { redact } from './disclosure/redact.ts';
import { shownText, shownValue } from './disclosure/shown-text.ts';
import { MigrationError } from './errors.ts';
import type { UserRecord } from './records/user-record.ts';

const copyOrLeave = z.enum(['leave', 'copy']).default('leave');

const fieldsSchema = z.strictObject({
    description: z
        .string()
        .min(1)
        .refine(
            (text) => redact(text) === text,
            'expected a text without addresses, hashes and keys: everybody reads it',
        ),
    source: sourceFileSchema.optional(),
    userIds: userIdsSchema,
    passwords: passwordsSchema,
    mfaFactors: z.strictObject({ file: z.string().min(1) }).optional(),
    existingUsers: existingUsersSchema,
    conflicts: z.enum(['report', 'target-wins', 'source-wins']).default('report'),
    deleted: deletedInSourceSchema,
    deletedInTarget: z.enum(['leave', 'restore']).default('leave'),
    only: selectionSchema.optional(),
    roles: namedAssignmentsSchema,
    permissions: permissionAssignmentsSchema,
    organizations: organizationAssignmentsSchema,
    linkedAccounts: copyOrLeave,
    ghosts: z
        .strictObject({
            repair: z.union([
                z.enum(['plan-only', 'by-login']),
                z.strictObject({ max: z.int().min(1), evenWithDeleteScript: z.boolean().default(false) }),
            ]),
        })
        .default({ repair: 'plan-only' }),
    loginProbes: z.array(z.string().min(1)).default([]),
    transform: z
        .custom<(user: UserRecord, source: UserRecord) => UserRecord>((value) => typeof value === 'function')
        .optional(),
});

/** The schema of definitions. */
export const definitionSchema = fieldsSchema.refine(
    ({ existingUsers, userIds }) => !updatesAccounts(existingUsers) || hasEvidence(userIds),
    {
        path: ['userIds', 'rememberAs'],
        error:
            "expected a place in `app_metadata`, since `existingUsers` has accounts become users: without their user's ID there, a run that has " +
            'lost its folder would give them to the next person with their address',
    },
);

/**
 * What a migration definition says: which users go, and how they are mapped.
 *
 * - `description`: one sentence for the people who read the preview
 * - `source`: a file in the place of the source connection: an Auth0 export, or users of any other system with a mapping
 * - `userIds`: `regenerate` (Auth0 makes new IDs, the old one is kept at `rememberAs`), `retain` (inside one tenant only with
 *   `whenSameTenant: 'replace-source-users'`, which deletes each user of the source once its copy is proven) or `prefix` (with `rewrite`, the
 *   paths in metadata that hold IDs and change with them); `@default` `{ policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' }`
 * - `passwords.hashExport`: the password hash export of Auth0's support (NDJSON or a JSON array, gzipped or not), relative
 *   to the project's folder
 * - `passwords.hashExportedAt`: when that export was made, a day (`2026-11-21`) or a moment with its time zone: whoever has chosen another
 *   password since has an outdated hash, also where a record has no `password_set_date`
 * - `passwords.privateKey`: path of the PGP private key of an encrypted hash export; its passphrase stands in the environment
 *   (`AUTH0_USER_MIGRATION_PGP_PASSPHRASE`), and so may the key (`AUTH0_USER_MIGRATION_PGP_KEY`)
 * - `passwords.whenMissing`: what to do with users without a usable hash: `refuse` the whole run, let them `reset` their
 *   password, or leave them out so that they move as they log in (`lazy`)
 * - `passwords.whenOutdated`: a hash from before the user's last password reset counts as `missing`, or is of `use`;
 *   `@default` `missing`
 * - `passwords.whenChanged`: what to do with moved users who have chosen another password in the source since their hash was exported: `report`
 *   lists them, and keeps their users in the source; with `reset` they are listed for mails, and may be deleted; `@default` `report`
 * - `mfaFactors`: the MFA export of Auth0's support (`{ file: ... }`), read as the hash export is: one-time password secrets, phone numbers
 *   and addresses, merged by user ID; `@default` none
 * - `existingUsers`: what to do with those whose e-mail address the target has: `skip` them, `refuse` the run, `upsert` (the
 *   source's fields replace the target's) or `merge` (metadata key by key; `{ policy: 'merge', conflicts: ... }` says whose
 *   value stays); `@default` `skip`
 * - `conflicts`: what to do with a user whom this migration moved and whose same field was changed in the source and in the target since:
 *   `report` leaves the user as it is and lists it, `target-wins` writes the other changes only, `source-wins` writes all; `@default` `report`
 * - `deleted`: what to do with a user whom this migration moved, and whom somebody deleted in the source since: `report`, or
 *   `{ policy: 'delete', confirm: '<name of the target connection>', maxDeletions: 50 }`, which deletes those whom nobody has changed or used in the
 *   target, until logins go through it; a pass that would delete more is refused; `@default` `report`
 * - `deletedInTarget`: what to do with a user whom this migration moved, and whom somebody deleted in the target since: `leave` or
 *   `restore`; `@default` `leave`
 * - `only`: a predicate over the exported profile, a share (`{ share: 0.01 }`) that is the same users at every run, or a file
 *   of e-mail addresses or IDs, one a line (`{ file: ... }`)
 * - `transform`: a function over the record of the import file; its second argument is the whole record of the source, to be read only
 * - `ghosts.repair`: what to do with addresses that Auth0 refuses as existing and shows to no look-up: `plan-only` lists them,
 *   `by-login` lists them for a message that asks their users to log in, `{ max }` deletes so many and imports their users, which
 *   throws away a password that was chosen in a reset; never on a connection with a Delete script unless
 *   `evenWithDeleteScript` says so; `@default` `plan-only`
 * - `loginProbes`: addresses of accounts that were made in the source to be logged in with after the import, which proves that
 *   password hashes work; their passwords come from the environment; `@default` none
 * - `roles`, `organizations`: `leave`, `copy`, or an object: what to do where the target lacks one of the name (`missing: 'refuse' | 'create'`),
 *   other names in the target (`rename`), and which of them go (`only`); `@default` `leave`
 * - `organizations.invitations`: open invitations are left and listed (`leave`), or made anew for the target connection (`renew`, or `{ clients }`
 *   with the target's application for each of the source's), which sends mails; `@default` `leave`
 * - `permissions`: those that are given to users directly: `leave`, `copy`, or an object with `missing` (of scopes; an API is never made)
 *   and `only` (whose permissions are read; a call a user); `@default` `leave`
 * - `linkedAccounts`: `leave` or `copy`: users of the source connection who are linked to another user of it are imported too and linked
 *   again; identities of other connections are counted; `@default` `leave`
 */
export type MigrationDefinition = z.input<typeof definitionSchema>;

/** A definition with its defaults filled in. */
export type CheckedDefinition = z.output<typeof definitionSchema>;

/**
 * Checks a migration definition at once and fills in its defaults.
 *
 * @param definition - what the file of the migration exports by default
 * @throws {MigrationError} `DEFINITION_INVALID` with the path of each value that is not as expected
 */
export function defineMigration(definition: MigrationDefinition): CheckedDefinition {
    const result = definitionSchema.safeParse(definition);
    if (result.success) return result.data;
    const problems = result.error.issues.map((issue) => `${shownPlace(issue.path)}: ${problemOf(issue, definition)}`);
    throw new MigrationError('DEFINITION_INVALID', `The migration definition is not valid. ${problems.join('. ')}.`);
}

function problemOf(issue: z.core.$ZodIssue, definition: unknown): string {
    const value = issue.path.reduce<unknown>(
        (inner, key) =>
            typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
        definition,
    );
    if (issue.code === 'unrecognized_keys') {
        const known = issue.path.length === 0 ? Object.keys(definitionSchema.shape) : [];
        const names = known.length === 0 ? '' : `. Known keys: ${known.join(', ')}`;
        return `unknown key ${issue.keys.map((key) => shownKey(key, value, known)).join(', ')}${names}`;
    }
    return `${issue.message}, got ${shownValue(value, 'values' in issue ? issue.values.map(String) : [])}`;
}

// A key is a word that somebody wrote, and so may be a secret that slipped; its neighbor says where it stands.
function shownKey(key: string, object: unknown, known: readonly string[]): string {
    const shown = shownText(key, known);
    if (shown.startsWith('`')) return shown;
    const keys = Object.keys(object as object);
    const before = keys[keys.indexOf(key) - 1];
    return before === undefined ? `${shown} in the first place` : `${shown} behind ${shownText(before, known)}`;
}

function shownPlace(path: readonly PropertyKey[]): string {
    const parts = path.map((part) => {
        const text = String(part);
        return /^[\w$]{1,40}$/.test(text) && shownText(text).startsWith('`') ? text : shownText(text);
    });
    return `\`${parts.join('.') || 'the definition'}\``;
}
