import { systemClock } from '../clock.ts';
import { isMigrationError } from '../errors.ts';
import { type ClientCredentials, requestAccessToken } from '../tenant/access-token.ts';

/**
 * Asks a tenant for a Management API token with a client's credentials, to see if it still accepts them.
 *
 * @param credentials - of the client, and the domain of the tenant
 * @returns the HTTP status of the refusal; undefined where the client is accepted, and where the tenant could not be asked
 */
export async function findClientRefusal(credentials: ClientCredentials): Promise<number | undefined> {
    try {
        await requestAccessToken(credentials, () => systemClock.now());
        return undefined;
    } catch (error) {
        return isMigrationError(error) && error.code === 'TENANT_UNAUTHORIZED' ? error.statusCode : undefined;
    }
}
