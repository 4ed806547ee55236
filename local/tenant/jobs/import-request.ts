import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { Connection } from '../entities.ts';
import { ApiError, invalidBody } from '../errors.ts';
import type { TenantStore } from '../store.ts';
import { requireSmallFile } from './import-size.ts';

const CONNECTION_ID = /^con_[A-Za-z0-9]{16}$/;

interface Parts {
    file: Buffer | undefined;
    fields: Map<string, string>;
}

/** What a request for an import asks for, once it has been checked. */
export interface ImportRequest {
    connection: Connection;
    /** The text of the `users` part. */
    file: string;
    upsert: boolean;
    externalId: string | undefined;
}

/**
 * Reads the multipart body of `POST /jobs/users-imports`, its parts in any order; unknown ones are ignored.
 *
 * @throws {ApiError} 400 in Auth0's words for parts that are missing or wrong, or a connection that can't be imported into
 */
export async function readImportRequest(
    store: TenantStore,
    contentType: string | undefined,
    body: unknown,
): Promise<ImportRequest> {
    if (contentType?.startsWith('multipart/form-data') !== true || !Buffer.isBuffer(body))
        throw invalidBody("Must provide 'users' file as multipart part.");
    const { file, fields } = await readParts(contentType, body);
    if (file === undefined) throw invalidBody("Must provide 'users' file as multipart part.");
    if (file.length === 0) throw invalidBody('Users file must not be empty.');
    requireSmallFile(file.length);
    const connection = requireImportableConnection(store, fields.get('connection_id'));
    const externalId = fields.get('external_id');
    // Nothing is sent, but Auth0 refuses what is neither yes nor no.
    readFlag(fields, 'send_completion_email', true);
    return {
        connection,
        file: file.toString('utf8'),
        upsert: readFlag(fields, 'upsert', false),
        externalId: externalId === '' ? undefined : externalId,
    };
}

function requireImportableConnection(store: TenantStore, id: string | undefined): Connection {
    if (id === undefined || id === '') throw invalidBody("Must provide 'connection_id' as multipart part.");
    if (!CONNECTION_ID.test(id))
        throw invalidBody(
            `Payload validation error: 'String does not match pattern ${CONNECTION_ID.source}' on property connection_id`,
        );
    const connection = store.connections.get(id);
    if (connection === undefined) throw new ApiError(400, 'The connection does not exist.', 'inexistent_connection');
    if (connection.strategy !== 'auth0')
        throw new ApiError(400, 'Connection must be a database connection', 'operation_not_supported');
    if (connection.enabledClients.size === 0)
        throw new ApiError(400, 'Connection must be enabled.', 'connection_is_disabled');
    const { enabledDatabaseCustomization, import_mode: importMode } = connection.options;
    if (enabledDatabaseCustomization === true && importMode !== true)
        throw new ApiError(
            400,
            'Custom Database Connections without import mode are not allowed.',
            'operation_not_supported',
        );
    return connection;
}

function readFlag(fields: Map<string, string>, name: string, byDefault: boolean): boolean {
    const text = fields.get(name);
    if (text === undefined || text === '') return byDefault;
    if (text === 'true' || text === 'false') return text === 'true';
    throw invalidBody(`Payload validation error: 'Expected type boolean but found type string' on property ${name}`);
}

function readParts(contentType: string, body: Buffer): Promise<Parts> {
    return new Promise((resolve, reject) => {
        const parts: Parts = { file: undefined, fields: new Map() };
        const refuse = () => {
            reject(invalidBody("Payload validation error: 'Invalid multipart payload format'."));
        };
        try {
            const parser = new Busboy({ headers: { 'content-type': contentType } });
            parser.on('file', (name: string, stream: NodeJS.ReadableStream) => {
                const chunks: Buffer[] = [];
                stream.on('data', (chunk: Buffer) => chunks.push(chunk));
                stream.on('error', refuse);
                stream.on('end', () => {
                    if (name === 'users') parts.file = Buffer.concat(chunks);
                });
            });
            parser.on('field', (name: string, value: string) => {
                // Some clients send the file without a file name.
                if (name === 'users') parts.file ??= Buffer.from(value, 'utf8');
                else parts.fields.set(name, value);
            });
            parser.on('error', refuse);
            parser.on('finish', () => {
                resolve(parts);
            });
            Readable.from([body]).pipe(parser);
        } catch {
            refuse();
        }
    });
}
