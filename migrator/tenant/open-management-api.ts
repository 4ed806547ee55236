import { looksSecret } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import type { ClientCredentials } from './access-token.ts';
import type { RateLimitListener } from './rate-limiter.ts';
import type { Tenant } from './tenant.ts';

/**
 * Opens a tenant through Auth0's Management API.
 *
 * @param onRateLimit - called with the rate limit that each answer reports
 * @returns a {@link Tenant}; no request is made yet
 * @throws {MigrationError} `SETTING_INVALID` when the domain is no host
 */
export async function openManagementApi(
    credentials: ClientCredentials,
    onRateLimit?: RateLimitListener,
): Promise<Tenant> {
    refuseBadDomain(credentials.domain);
    // Auth0's SDK is most of what a command loads. Only processes that call a tenant load it.
    const { ManagementApi } = await import('./management-api.ts');
    return new ManagementApi(credentials, onRateLimit);
}

// Every message names the domain, so a secret that stands in its place must get no further.
function refuseBadDomain(domain: string): void {
    const isHost = /^(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w.-]+(?=:))(?::\d{1,5})?$/.test(domain);
    if (isHost && !looksSecret(domain)) return;
    throw new MigrationError(
        'SETTING_INVALID',
        `Expected the domain of a tenant to be a host such as example.eu.auth0.com, without https:// and without a path, got ` +
            `${domain === '' ? 'nothing' : `a text of ${domain.length} characters that is none`}.`,
    );
}
