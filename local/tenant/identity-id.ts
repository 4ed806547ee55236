import type { Identity } from './entities.ts';

/** The unprefixed ID of an identity, as `identities[].user_id` shows it. */
export function identityId(identity: Identity): string {
    return identity.altId ?? identity.objectId;
}
