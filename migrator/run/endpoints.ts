import { hash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { SourceFile } from '../definition/source-file.ts';
import { looksPrivate, shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import type { EndpointIdentity } from '../run-store/journal-entry.ts';
import type { RunStart } from '../run-store/run-store.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';

/** A database connection of a tenant, as one endpoint of a migration. */
export interface ConnectionEndpoint {
    readonly kind: 'connection';
    readonly tenant: Tenant;
    readonly connection: Connection;
    /** Whether the connection has been deleted since the run began; it then has no users. */
    readonly isDeleted?: true;
}

/** A file of users in place of a source connection. */
export interface FileEndpoint {
    readonly kind: 'file';
    /** Absolute path. */
    readonly path: string;
    /** How its records become users. */
    readonly file: SourceFile & { readonly file: string };
    /** SHA-256 in hex of the file as it lies on the disk. */
    readonly digest: string;
}

/** Where the users of a migration come from. */
export type SourceEndpoint = ConnectionEndpoint | FileEndpoint;

const RUN_ID_DIGEST_LETTERS = 10;

/** Names an endpoint for a person: `legacy (example.eu.auth0.com)`, or a file. */
export function describeEndpoint(endpoint: SourceEndpoint): string {
    return endpoint.kind === 'file'
        ? pathOrDigest(endpoint.file.file)
        : `${endpoint.connection.name} (${endpoint.tenant.domain})`;
}

/** Gives the domain of an endpoint's tenant; undefined for a file. */
export function domainOf(endpoint: SourceEndpoint): string | undefined {
    return endpoint.kind === 'file' ? undefined : endpoint.tenant.domain;
}

/** Gives the name of the source's connection; for a file, of the connection whose records are taken. */
export function sourceConnectionOf(endpoint: SourceEndpoint): string | undefined {
    return endpoint.kind === 'file' ? endpoint.file.connection : endpoint.connection.name;
}

/** Gives what an endpoint is known by: a connection that was deleted and made again is another endpoint. */
export function identityOf(endpoint: SourceEndpoint): EndpointIdentity {
    if (endpoint.kind === 'file') {
        const { file, connection } = endpoint.file;
        return {
            kind: 'file',
            file: pathOrDigest(file),
            ...(connection === undefined ? {} : { connection: nameOrDigest(connection) }),
        };
    }
    const { tenant, connection } = endpoint;
    return {
        kind: 'connection',
        domain: tenant.domain.toLowerCase(),
        connectionId: connection.id,
        name: connection.name,
    };
}

// The file is there, but its name may be somebody's address.
function pathOrDigest(file: string): string {
    return shownPath(file) !== file && looksPrivate(file) ? hash('sha256', file) : file;
}

// Nobody has looked for it in the file yet, so it may be anything.
function nameOrDigest(connection: string): string {
    return looksPrivate(connection) ? hash('sha256', connection) : connection;
}

/**
 * Makes what a run is known by: the definition's file name and the two endpoints.
 *
 * @param definitionPath - path of the definition's file
 */
export function runStartOf(definitionPath: string, source: SourceEndpoint, target: ConnectionEndpoint): RunStart {
    const definition = basename(definitionPath, extname(definitionPath));
    return { definition, source: identityOf(source), target: identityOf(target) };
}

/**
 * Makes the ID of a run: the same for the same definition and endpoints, whatever stack or resource runs it.
 *
 * @returns letters, digits, `-`, `_` and `.`
 */
export function runIdOf({ definition, source, target }: RunStart): string {
    const endpoints = [source, target].map(keyOf).join('\n');
    const digest = hash('sha256', endpoints).slice(0, RUN_ID_DIGEST_LETTERS);
    return `${definition.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '')}-${digest}`;
}

/**
 * Refuses to go on with a run of other endpoints: its journal and ledger say nothing about these.
 *
 * @param known - what the run began with
 * @throws {MigrationError} `RUN_OF_OTHER_ENDPOINTS` with what differs
 */
export function refuseOtherEndpoints(runId: string, known: RunStart, now: RunStart): void {
    for (const role of ['source', 'target'] as const) {
        if (keyOf(known[role]) === keyOf(now[role])) continue;
        throw new MigrationError(
            'RUN_OF_OTHER_ENDPOINTS',
            `The run ${runId} started with the ${role} ${wordsOf(known[role])}, but you asked it to continue with ${wordsOf(now[role])}. Restore the ` +
                `${role}, or leave out the run ID: another source or target is another run.`,
            { subject: role },
        );
    }
}

// The name of a connection may not change, so its ID says it all; it is kept for people.
function keyOf(identity: EndpointIdentity): string {
    return identity.kind === 'file'
        ? `file ${identity.file} ${identity.connection ?? ''}`
        : `connection ${identity.domain} ${identity.connectionId}`;
}

function wordsOf(identity: EndpointIdentity): string {
    return identity.kind === 'file'
        ? `file ${identity.file}`
        : `connection ${identity.name} (${identity.connectionId} of ${identity.domain})`;
}
