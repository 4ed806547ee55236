import type { EndpointSettings, PlanSettings } from '../migrator/index.ts';

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

/**
 * Gives the source that the flags name: a file, or a connection of the tenant in the environment; undefined where they name none.
 *
 * @throws {Error} as {@link endpointOf}
 */
export function sourceOf(flags: {
    readonly sourceFile?: string;
    readonly sourceConnection?: string;
}): PlanSettings['source'] {
    if (flags.sourceFile !== undefined) return { file: flags.sourceFile };
    return flags.sourceConnection === undefined ? undefined : endpointOf('SOURCE', flags.sourceConnection);
}
