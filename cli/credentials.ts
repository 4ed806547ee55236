import { MigrationError } from '../migrator/index.ts';

/** What an application logs in with, and where its settings are. */
export interface NamedCredentials {
    readonly domain: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly settingNames: readonly string[];
}

/**
 * Reads the credentials of an application from the environment: `<prefix>_DOMAIN`, `<prefix>_CLIENT_ID`, `<prefix>_CLIENT_SECRET`.
 *
 * @throws {MigrationError} `SETTING_INVALID` with the names of all variables that are missing, or of the domain that is none
 */
export function credentialsOf(prefix: string): NamedCredentials {
    refuseMissing([prefix]);
    const read = (name: string): string => process.env[`${prefix}_${name}`] ?? '';
    const domain = read('DOMAIN');
    if (/[^\w.:-]/.test(domain))
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected ${shown(prefix)}_DOMAIN to be a host such as example.eu.auth0.com, without https://, a path, quotes or spaces.`,
        );
    return {
        ...{ domain, clientId: read('CLIENT_ID'), clientSecret: read('CLIENT_SECRET') },
        settingNames: [`${shown(prefix)}_CLIENT_ID`, `${shown(prefix)}_CLIENT_SECRET`],
    };
}

/**
 * Refuses a command that would miss credentials, with everything that is missing at once.
 *
 * @throws {MigrationError} `SETTING_INVALID`
 */
export function refuseMissing(prefixes: readonly string[]): void {
    const missing = prefixes.flatMap((prefix) =>
        ['DOMAIN', 'CLIENT_ID', 'CLIENT_SECRET']
            .filter((name) => (process.env[`${prefix}_${name}`] ?? '') === '')
            .map((name) => `${shown(prefix)}_${name}`),
    );
    if (missing.length > 0)
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected the environment ${missing.length === 1 ? 'variable' : 'variables'} ${missing.join(', ')} to be set.`,
        );
}

// A prefix comes from the command line, where a secret may be in the wrong place.
function shown(prefix: string): string {
    return /^\w{1,40}$/.test(prefix) ? prefix : '<prefix>';
}
