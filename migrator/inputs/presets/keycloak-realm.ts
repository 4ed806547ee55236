import type { UserRecord } from '../../records/user-record.ts';
import type { SourcePreset } from './preset.ts';
import { isNo, isThere, recordsAt } from './record-values.ts';

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
        blocked: ({ enabled }) => (isNo(enabled) ? true : undefined),
    },
    blockedBy: ['enabled'],
    passwordHash: (record) => {
        const password = passwordOf(record);
        return password === undefined ? undefined : { hash: password };
    },
    // A user of another provider or of a directory has no password here.
    isPerson: (record) =>
        !isThere(record['serviceAccountClientId']) &&
        (passwordOf(record) !== undefined ||
            (recordsAt(record, 'federatedIdentities').length === 0 && !isThere(record['federationLink']))),
};

function passwordOf(record: UserRecord): UserRecord | undefined {
    return recordsAt(record, 'credentials').find(({ type }) => type === 'password');
}
