import type { SourcePreset } from './preset.ts';
import { isThere, recordsAt } from './record-values.ts';

/** Reads the realm that Keycloak exports with its users: `kc.sh export --realm ... --file realm.json`. */
export const keycloakRealm: SourcePreset = {
    at: 'users',
    columns: {
        user_id: 'id',
        email: 'email',
        email_verified: 'emailVerified',
        username: ({ username, email }) => (username === email ? undefined : username),
        given_name: 'firstName',
        family_name: 'lastName',
        blocked: ({ enabled }) => (enabled === false ? true : undefined),
    },
    passwordHash: (record) => {
        const password = recordsAt(record, 'credentials').find(({ type }) => type === 'password');
        return password === undefined ? undefined : { hash: password };
    },
    isPerson: ({ serviceAccountClientId }) => !isThere(serviceAccountClientId),
};
