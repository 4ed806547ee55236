import type { CheckedDefinition } from '../definition.ts';
import type { Counts } from './plan-counts.ts';

/** Something that no API can migrate, and the consequence. */
export interface Loss {
    readonly what: string;
    readonly consequence: string;
    /** Users that have it; undefined where no export tells. */
    readonly users: number | undefined;
}

const LOSSES: readonly (Omit<Loss, 'users'> & { readonly field?: string })[] = [
    { what: 'sessions and refresh tokens', consequence: 'everybody has to log in again' },
    { what: 'grants (consents)', consequence: 'applications ask for consent again' },
    {
        what: 'WebAuthn, passkeys, push factors and recovery codes',
        consequence: 'their owners have to enroll again',
        field: 'multifactor',
    },
    {
        what: 'social and enterprise identities',
        consequence: 'created by the next login with them; link them again',
    },
    { what: 'login history', consequence: 'login counts and times start again', field: 'logins_count' },
    { what: '`created_at`', consequence: 'set to the import time', field: 'created_at' },
    { what: 'password history and brute-force blocks', consequence: 'both start again' },
];

/** What a definition may leave behind. */
const LEAVABLE: readonly {
    key: 'roles' | 'permissions' | 'organizations';
    what: string;
    consequence: string;
    field?: string;
}[] = [
    { key: 'roles', what: 'roles', consequence: 'the definition leaves them; assign them again' },
    {
        key: 'permissions',
        what: 'permissions assigned to users directly',
        consequence: 'the definition leaves them; assign them again',
    },
    { key: 'organizations', what: 'organizations', consequence: 'the definition leaves them; add the members again' },
];

/**
 * Lists what stays behind whatever a definition says.
 *
 * @param droppedFields - profile fields that no import takes, with the number of users that have them
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema (read 2026-08-20)
 */
export function lossesOf(droppedFields: Counts, definition: CheckedDefinition): readonly Loss[] {
    const left = LEAVABLE.filter(({ key }) => definition[key] === 'leave');
    return [...LOSSES, ...left].map(
        ({ what, consequence, field }: Omit<Loss, 'users'> & { readonly field?: string }) => ({
            what,
            consequence,
            users: field === undefined ? undefined : (droppedFields[field] ?? 0),
        }),
    );
}
