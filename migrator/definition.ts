import { z } from 'zod';
import {
    namedAssignmentsSchema,
    organizationAssignmentsSchema,
    permissionAssignmentsSchema,
} from './definition/assignments.ts';
import type { CheckedDefinition } from './definition/checked-definition.ts';
import { deletedInSourceSchema } from './definition/deleted-in-source.ts';
import { existingUsersSchema, updatesAccounts } from './definition/existing-users.ts';
import type { MigrationDefinition } from './definition/migration-definition.ts';
import { passwordsSchema } from './definition/passwords.ts';
import type { IsSameType, Writable } from './definition/same-type.ts';
import { closestIssues, expectationOf, expectedValues } from './definition/schema-issues.ts';
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
    maxRemovedAssignments: z.int().min(0).default(100),
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
        .custom<(user: UserRecord, source: UserRecord) => UserRecord>(
            (value) => typeof value === 'function',
            'Expected a function',
        )
        .optional(),
});

/**
 * The schema of definitions.
 *
 * @internal
 */
export const definitionSchema = fieldsSchema.refine(
    ({ existingUsers, userIds }) => !updatesAccounts(existingUsers) || hasEvidence(userIds),
    {
        path: ['userIds', 'rememberAs'],
        error:
            "expected a place in `app_metadata`, since `existingUsers` has accounts become users: without their user's ID there, a run that has " +
            'lost its folder would give them to the next person with their address',
    },
);

// The interface is written for people and their editors, the schema for the check: neither may say more than the other.
true satisfies IsSameType<Writable<MigrationDefinition>, Writable<z.input<typeof definitionSchema>>>;

export type { CheckedDefinition, MigrationDefinition };

/**
 * Checks a migration definition at once and fills in its defaults.
 *
 * @param definition - what the file of the migration exports by default
 * @throws {MigrationError} `DEFINITION_INVALID` with the path of each value that is not as expected
 */
export function defineMigration(definition: MigrationDefinition): CheckedDefinition {
    const result = definitionSchema.safeParse(definition);
    if (result.success) return result.data;
    const problems = result.error.issues
        .flatMap((issue) => closestIssues(issue))
        .map((issue) => `${shownPlace(issue.path)}: ${problemOf(issue, definition)}`);
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
    return `${expectationOf(issue)}, got ${shownValue(value, expectedValues(issue).map(String))}`;
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
