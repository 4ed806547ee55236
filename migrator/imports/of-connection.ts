import type { UserRecord } from '../records/user-record.ts';

/** Tells whether one of a profile's identities is of a connection. */
export function isOfConnection(profile: UserRecord, connectionName: string): boolean {
    const identities = profile['identities'];
    return (
        Array.isArray(identities) &&
        (identities as UserRecord[]).some((identity) => identity['connection'] === connectionName)
    );
}
