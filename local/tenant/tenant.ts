import type { Clock } from './clock.ts';
import type { Faults } from './control/faults.ts';
import type { Jobs } from './jobs.ts';
import type { PasswordResets } from './password-resets.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Scripts } from './scripts/scripts.ts';
import type { TenantStore } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { UnverifiedChoices } from './unverified.ts';

/** What the routes of one tenant work with. */
export interface Tenant {
    /** The tenant's name, as in the names of export files. */
    readonly name: string;
    /** `localhost:PORT`. */
    readonly domain: string;
    readonly clock: Clock;
    readonly store: TenantStore;
    readonly jobs: Jobs;
    readonly tokens: Tokens;
    readonly rateLimiter: RateLimiter;
    /** What was ordered to go wrong; nothing without the control API. */
    readonly faults: Faults;
    /** Custom database scripts. */
    readonly scripts: Scripts;
    /** Whether a delete runs the Delete script of a connection with import mode. */
    readonly runsDeleteScriptInImportMode: boolean;
    /** Where it does what Auth0 does less likely. */
    readonly unverified: UnverifiedChoices;
    readonly passwordResets: PasswordResets;
}

/** The tenant's issuer, with the slash at the end that Auth0 has. */
export function issuerOf(tenant: Tenant): string {
    return `https://${tenant.domain}/`;
}

/** The Management API's identifier, as a client that knows the tenant by the given host asks for it. */
export function managementAudience(host: string): string {
    return `https://${host}/api/v2/`;
}

/** The Management API's identifiers: one for each name that this machine has for itself. */
export function managementAudiences(tenant: Tenant): string[] {
    const port = tenant.domain.replace(/^.*:/, '');
    return ['localhost', '127.0.0.1', '[::1]'].map((host) => managementAudience(`${host}:${port}`));
}
