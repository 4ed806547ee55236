import { resolve } from 'node:path';
import type { Endpoint } from '../checks/tenant-checks.ts';
import type { LoadedDefinition } from '../definition/definition-file.ts';
import { pathOfSourceFile } from '../definition/source-file.ts';
import { MigrationError } from '../errors.ts';
import { sourceFileNotFound } from '../inputs/source-file-refusals.ts';
import type { Connection } from '../tenant/tenant.ts';
import type { FileEndpoint, SourceEndpoint } from './endpoints.ts';
import { fileDigest } from './file-digest.ts';
import type { EndpointSettings, MigrationSettings } from './settings.ts';
import { isSourceFile } from './source-file-settings.ts';

/**
 * Opens the source, unless the definition names a file.
 *
 * @param open - opens one endpoint; no request is made by it
 * @throws {MigrationError} `SETTING_INVALID` when there is neither
 */
export async function sourceTenantOf(
    { source }: Pick<MigrationSettings, 'source'>,
    { definition }: LoadedDefinition,
    open: (settings: EndpointSettings) => Promise<Endpoint>,
): Promise<Endpoint | undefined> {
    if (definition.source !== undefined) return undefined;
    if (source !== undefined && !isSourceFile(source)) return await open(source);
    throw new MigrationError(
        'SETTING_INVALID',
        'No source is configured. Expected the source tenant and connection (`--source-connection` of a command), or a file of users: ' +
            '`new DatabaseExport(...)` in the program, `--source-file` of a command or `source: { file: ... }` in the definition.',
        { subject: 'source' },
    );
}

/**
 * Gives the source endpoint: the connection that was found, or the file that the definition names.
 *
 * @throws {MigrationError} `SOURCE_FILE_NOT_FOUND`
 */
export async function sourceEndpointOf(
    loaded: LoadedDefinition,
    projectFolder: string,
    tenant: Endpoint | undefined,
    connection: Connection | undefined,
): Promise<SourceEndpoint> {
    const file = await fileEndpointOf(loaded, projectFolder);
    if (file !== undefined) return file;
    if (tenant === undefined || connection === undefined) throw new Error('a checked endpoint has a connection');
    return { kind: 'connection', tenant: tenant.tenant, connection };
}

/**
 * Digests the file of users that a definition names.
 *
 * @returns undefined where the source is a connection
 * @throws {MigrationError} `SOURCE_FILE_NOT_FOUND`
 */
export async function fileEndpointOf(
    { definition }: LoadedDefinition,
    projectFolder: string,
): Promise<FileEndpoint | undefined> {
    if (definition.source === undefined) return undefined;
    const file = pathOfSourceFile(definition.source);
    const path = resolve(projectFolder, file);
    try {
        return { kind: 'file', path, file: { ...definition.source, file }, digest: await fileDigest(path) };
    } catch (error) {
        throw sourceFileNotFound(path, error);
    }
}
