import type { UserRecord } from '../records/user-record.ts';
import type { LedgerField } from '../run-store/ledger.ts';

/** Where Auth0's pictures for users without one are. */
const PICTURES = [
    'https://s.gravatar.com/avatar/',
    'https://secure.gravatar.com/avatar/',
    'https://cdn.auth0.com/avatars/',
];

/**
 * Tells whether Auth0 made up a value itself, for a user who brought none: an address as the name, its first part as the nickname, a picture
 * with initials. An address that has changed since leaves them as they are.
 */
export function isMadeUp(field: LedgerField, profile: UserRecord): boolean {
    const [value, email, name] = [field, 'email', 'name'].map((key) => textOf(profile[key]));
    if (value === undefined) return true;
    switch (field) {
        case 'name':
            return value.includes('@');
        case 'nickname':
            return [email, name].some((address) => address?.includes('@') === true && address.split('@')[0] === value);
        case 'picture':
            return PICTURES.some((place) => value.startsWith(place));
        default:
            return false;
    }
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value.toLowerCase() : undefined;
}
