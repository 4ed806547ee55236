import type { EndpointSettings } from '../migrator/index.ts';

/**
 * Reads one end of a migration from the environment: `AUTH0_SOURCE_DOMAIN`, `AUTH0_SOURCE_CLIENT_ID`,
 * `AUTH0_SOURCE_CLIENT_SECRET`, and the same with `TARGET`.
 *
 * @throws {Error} with the name of the variable that is missing
 */
export function endpointOf(side: 'SOURCE' | 'TARGET', connectionName: string): EndpointSettings {
    const setting = (name: string): string => {
        const variable = `AUTH0_${side}_${name}`;
        const value = process.env[variable];
        if (value === undefined || value === '')
            throw new Error(`Expected the environment variable ${variable} to be set.`);
        return value;
    };
    return {
        credentials: {
            domain: setting('DOMAIN'),
            clientId: setting('CLIENT_ID'),
            clientSecret: setting('CLIENT_SECRET'),
        },
        connectionName,
    };
}
