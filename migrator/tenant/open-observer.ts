import type { ManagementClient } from 'auth0';
import { systemClock } from '../clock.ts';
import { type ClientCredentials, requestAccessToken } from './access-token.ts';

/**
 * Opens the Management API for a look that changes nothing and is not repeated, such as that of a preview.
 *
 * @throws {MigrationError} what the token endpoint says
 */
export async function openObserver(credentials: ClientCredentials): Promise<ManagementClient> {
    const token = await requestAccessToken(credentials, () => systemClock.now());
    const { domain } = credentials;
    // As in `openManagementApi`, only who calls a tenant loads the SDK.
    const { ManagementClient: Sdk } = await import('auth0');
    return new Sdk({ domain, token: token.value, maxRetries: 0, timeoutInSeconds: 30, fetch });
}
