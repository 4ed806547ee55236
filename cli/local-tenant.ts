import { MigrationError } from '../migrator/index.ts';

/** Runs a script once, confined to its arguments and the allowed hosts. */
type RunConfined = (
    task: { source: string; args: readonly unknown[]; configuration: Record<string, string> },
    limits: { timeLimitMs: number; allowedHosts: readonly string[] },
) => Promise<unknown>;

/** What commands use of the package `auth0-local-tenant`. */
export interface LocalTenantPackage {
    readonly runScript: RunConfined;
}

// Not a literal: the compiler would follow it, and build the sources of that package into this one.
const NAME: string = 'auth0-local-tenant';

/**
 * Loads the optional package `auth0-local-tenant`.
 *
 * @throws {MigrationError} `SETTING_INVALID` when it is not installed
 */
export async function loadLocalTenant(flag: string): Promise<LocalTenantPackage> {
    try {
        return (await import(NAME)) as LocalTenantPackage;
    } catch (error) {
        throw new MigrationError(
            'SETTING_INVALID',
            `\`${flag}\` needs the package auth0-local-tenant, which is not installed. Run \`npm install --save-dev auth0-local-tenant\`.`,
            { cause: error },
        );
    }
}
