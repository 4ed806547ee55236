import type { EndpointSettings, PlanSettings } from '../migrator/index.ts';
import { credentialsOf, refuseMissing } from './credentials.ts';

/** What names both endpoints of a migration. */
interface EndpointFlags {
    readonly sourceFile?: string;
    readonly sourceConnection?: string;
    readonly targetConnection: string;
}

/**
 * Reads both endpoints of a migration from the environment: `AUTH0_SOURCE_DOMAIN`, `AUTH0_SOURCE_CLIENT_ID`, `AUTH0_SOURCE_CLIENT_SECRET`, and the
 * same with `TARGET`.
 *
 * The source is a file, or a connection of the tenant in the environment; undefined if the flags name none.
 *
 * @throws {MigrationError} `SETTING_INVALID` with the names of all variables that are missing
 */
export function endpointsOf({ sourceFile, sourceConnection, targetConnection }: EndpointFlags): {
    readonly source: PlanSettings['source'];
    readonly target: EndpointSettings;
} {
    const isConnection = sourceFile === undefined && sourceConnection !== undefined;
    refuseMissing(isConnection ? ['AUTH0_SOURCE', 'AUTH0_TARGET'] : ['AUTH0_TARGET']);
    const source = isConnection ? endpointOf('SOURCE', sourceConnection) : undefined;
    return {
        source: sourceFile === undefined ? source : { file: sourceFile },
        target: endpointOf('TARGET', targetConnection),
    };
}

/**
 * Reads one endpoint of a migration from the environment.
 *
 * @throws {MigrationError} `SETTING_INVALID` with the names of all variables that are missing
 */
export function endpointOf(role: 'SOURCE' | 'TARGET', connectionName: string): EndpointSettings {
    return { credentials: credentialsOf(`AUTH0_${role}`), connectionName };
}
