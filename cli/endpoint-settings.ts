import type { EndpointSettings, PlanSettings } from '../migrator/index.ts';
import { credentialsOf } from './credentials.ts';

/**
 * Reads one endpoint of a migration from the environment: `AUTH0_SOURCE_DOMAIN`, `AUTH0_SOURCE_CLIENT_ID`,
 * `AUTH0_SOURCE_CLIENT_SECRET`, and the same with `TARGET`.
 *
 * @throws {MigrationError} `SETTING_INVALID` with the name of the variable that is missing
 */
export function endpointOf(role: 'SOURCE' | 'TARGET', connectionName: string): EndpointSettings {
    return { credentials: credentialsOf(`AUTH0_${role}`), connectionName };
}

/**
 * Gives the source that the flags name: a file, or a connection of the tenant in the environment; undefined where they name none.
 *
 * @throws {MigrationError} as {@link endpointOf}
 */
export function sourceOf(flags: {
    readonly sourceFile?: string;
    readonly sourceConnection?: string;
}): PlanSettings['source'] {
    if (flags.sourceFile !== undefined) return { file: flags.sourceFile };
    return flags.sourceConnection === undefined ? undefined : endpointOf('SOURCE', flags.sourceConnection);
}
