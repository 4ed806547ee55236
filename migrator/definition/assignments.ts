import { z } from 'zod';
import { type Selection, selectionSchema } from './selection.ts';

const missing = z.enum(['refuse', 'create']).default('refuse');
const byName = {
    missing,
    rename: z.record(z.string().min(1), z.string().min(1)).default({}),
    only: z.array(z.string().min(1)).min(1).optional(),
};

/**
 * Checks `roles` or `organizations` of a definition.
 *
 * - `missing`: what to do where the target lacks one of the name: `refuse` the run, or `create` it
 * - `rename`: names in the source with their names in the target
 * - `only`: names in the source; all by default
 *
 * @internal
 */
export const namedAssignmentsSchema = z
    .union([
        z.literal('leave'),
        z.literal('copy').transform(() => ({ missing: 'refuse' as const, rename: {} })),
        z.strictObject(byName),
    ])
    .prefault('leave');

/**
 * Checks `organizations` of a definition: as `roles`, and what to do about open invitations, which name the source's connection.
 *
 * - `invitations`: `leave` counts and lists them; `renew` makes them anew for the target connection, and each sends a mail; `{ clients }`
 *   does so and names the target tenant's application (client ID) for each one of the source tenant
 *
 * @internal
 */
export const organizationAssignmentsSchema = z
    .union([
        z.literal('leave'),
        z.literal('copy').transform(() => ({ missing: 'refuse' as const, rename: {}, invitations: 'leave' as const })),
        z.strictObject({
            ...byName,
            invitations: z
                .union([
                    z.enum(['leave', 'renew']),
                    z.strictObject({ clients: z.record(z.string().min(1), z.string().min(1)) }),
                ])
                .default('leave'),
        }),
    ])
    .prefault('leave');

/**
 * Checks `permissions` of a definition: those that are given to users directly.
 *
 * - `missing`: what to do where an API of the target lacks the scope: `refuse` the run, or `create` it; an API is never made
 * - `only`: whose permissions are read, which costs a call a user; everybody's by default
 *
 * @internal
 */
export const permissionAssignmentsSchema = z
    .union([
        z.literal('leave'),
        z.literal('copy').transform(() => ({ missing: 'refuse' as const })),
        z.strictObject({ missing, only: selectionSchema.optional() }),
    ])
    .prefault('leave');

/** How roles or organizations of the source are found in the target. */
export interface NamedAssignments {
    readonly missing: 'refuse' | 'create';
    readonly rename: Readonly<Record<string, string>>;
    readonly only?: readonly string[] | undefined;
}

/** Which permissions that users have directly are given to them in the target. */
export interface PermissionAssignments {
    readonly missing: 'refuse' | 'create';
    readonly only?: Selection | undefined;
}

/** How organizations of the source are found in the target, and what becomes of open invitations into them. */
export interface OrganizationAssignments extends NamedAssignments {
    readonly invitations: 'leave' | 'renew' | { readonly clients: Readonly<Record<string, string>> };
}
