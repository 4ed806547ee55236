import { nearestName } from '../disclosure/nearest-name.ts';
import { CARRIED_FIELDS } from '../users/import-record.ts';

/** Fields with places in them, such as `app_metadata.plan`. */
const WITH_PLACES: readonly string[] = [
    'app_metadata',
    'custom_password_hash',
    'identities',
    'mfa_factors',
    'user_metadata',
];
const FIELDS: readonly string[] = [
    ...CARRIED_FIELDS,
    ...['connection', 'custom_password_hash', 'identities', 'last_password_reset', 'multifactor', 'organizations'],
    ...['password_algorithm', 'password_hash', 'permissions', 'provider', 'roles', 'user_id'],
];

/**
 * Says why a field of `columns` would have no effect; undefined for one that counts.
 *
 * @param path - a field of Auth0's, or a place in one
 */
export function idleFieldOf(path: string): string | undefined {
    const field = path.replace(/[.[].*$/s, '');
    if (FIELDS.includes(field) && (field === path || WITH_PLACES.includes(field))) return undefined;
    const nearest = nearestName(field, FIELDS);
    const slip = nearest === undefined || nearest === field ? '' : ` (is it \`${nearest}\`?)`;
    return `is not imported${slip}: to keep a value, name a place in metadata, such as \`app_metadata.plan\``;
}
