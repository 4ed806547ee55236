import { MigrationError } from '../migrator/index.ts';

/**
 * Reads the credentials of an application from the environment: `<prefix>_DOMAIN`, `<prefix>_CLIENT_ID`, `<prefix>_CLIENT_SECRET`.
 *
 * @throws {MigrationError} `SETTING_INVALID` with the name of the variable that is missing
 */
export function credentialsOf(prefix: string): { domain: string; clientId: string; clientSecret: string } {
    const read = (name: string): string => {
        const variable = `${prefix}_${name}`;
        const value = process.env[variable];
        if (value === undefined || value === '')
            throw new MigrationError(
                'SETTING_INVALID',
                `Expected the environment variable ${/^\w{1,40}$/.test(prefix) ? variable : `<prefix>_${name}`} to be set.`,
            );
        return value;
    };
    return { domain: read('DOMAIN'), clientId: read('CLIENT_ID'), clientSecret: read('CLIENT_SECRET') };
}
