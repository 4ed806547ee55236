import { systemClock } from '../clock.ts';
import { reasonOf } from '../disclosure/foreign-error.ts';
import { shownPath } from '../disclosure/shown-text.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import { askGetUser, type GetUserAnswer, type RunScript } from '../ghosts/ask-get-user.ts';
import { findUser } from '../ghosts/find-user.ts';
import { type GhostCause, likelyCauses } from '../ghosts/likely-causes.ts';
import { readScriptFindings, type ScriptFindings } from '../ghosts/script-findings.ts';
import { ListError, readListFile } from '../inputs/list-file.ts';
import type { EndpointSettings } from '../run/settings.ts';
import { findDatabase } from '../tenant/find-database.ts';
import { openManagementApi } from '../tenant/open-management-api.ts';
import { RateLimiter } from '../tenant/rate-limiter.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';
import type { Connection, DatabaseScripts, Tenant } from '../tenant/tenant.ts';
import { emailKey } from '../users/email-key.ts';
import { isEmailAddress } from '../users/import-email.ts';

/** What an e-mail address turned out to be. */
export interface Diagnosis {
    /** The address that was asked for. */
    readonly email: string;
    /** What the user was found to be, with `ghost` for a user that exists and is not found anywhere; `no-address` is none that could be looked up. */
    readonly class:
        | 'present'
        | 'linked-secondary'
        | 'orphan'
        | 'other-connection'
        | 'ghost'
        | 'undecidable'
        | 'no-address';
    /** Why the user is taken for that, as a sentence. */
    readonly evidence: readonly string[];
    /** What the connection's Get User script says of the address; only of those who are not there. */
    readonly getUser: GetUserAnswer;
    /** What most likely made a ghost, the likeliest first; empty for everybody else. */
    readonly causes: readonly GhostCause[];
}

/** A file of addresses. */
export interface AddressFile {
    readonly file: string;
    /** The column of a table in which the addresses stand. @default one address a line */
    readonly column?: string | undefined;
    /** @default UTF-8, and what a byte order mark says */
    readonly encoding?: string | undefined;
}

/** What a diagnosis needs to know. */
export interface DiagnosisSettings extends EndpointSettings {
    /** Addresses, or a file of them: one a line, or the `column` of a table. */
    readonly emails: AsyncIterable<string> | Iterable<string> | AddressFile;
    /**
     * Whether Auth0 refused these addresses as existing: nothing else tells a ghost from nobody. `'by-auth0'` says that the answer was 409 or
     * `DUPLICATED_USER`, which never comes from a script of the connection.
     */
    readonly wereRefused: boolean | 'by-auth0';
    /**
     * Runs the connection's Get User script for each address that is not there.
     *
     * @default none: the script is read and not run
     */
    readonly runScript?: RunScript | undefined;
}

/**
 * Looks at addresses of which Auth0 says that the user already exists. It only reads, and asks nothing but GET.
 *
 * @param settings - the connection and the addresses
 * @returns what the connection's scripts say, and one diagnosis an address, in order
 * @throws {MigrationError} `CONNECTION_NOT_FOUND`, `NOT_A_DATABASE_CONNECTION`; `SELECTION_FILE_INVALID` when the file of
 * addresses is no such list; what the tenant throws
 */
export async function diagnoseUsers(
    settings: DiagnosisSettings,
): Promise<{ readonly scripts: ScriptFindings; readonly diagnoses: AsyncIterable<Diagnosis> }> {
    const rateLimiter = new RateLimiter(systemClock);
    const api = await openManagementApi(settings.credentials, rateLimiter.record);
    const tenant = retryingTenant(api, systemClock, { rateLimiter });
    const connection = await findDatabase(tenant, settings.connectionName);
    const scripts = await tenant.readDatabaseScripts(connection.id);
    const findings = readScriptFindings(scripts);
    return { scripts: findings, diagnoses: diagnoses({ tenant, connection, scripts, findings }, settings) };
}

interface Place {
    readonly tenant: Tenant;
    readonly connection: Connection;
    readonly scripts: DatabaseScripts;
    readonly findings: ScriptFindings;
}

async function* diagnoses(
    { tenant, connection, scripts, findings }: Place,
    { emails, wereRefused, runScript }: DiagnosisSettings,
): AsyncGenerator<Diagnosis> {
    for await (const email of addressesOf(emails)) {
        if (!isEmailAddress(emailKey(email))) {
            yield { email, class: 'no-address', evidence: [NO_ADDRESS], getUser: 'not-asked', causes: [] };
            continue;
        }
        const { place, evidence } = await findUser(tenant, connection, { email });
        // Addresses are unique in a connection, not in a tenant: an address of another connection blocks nobody here.
        if (place !== 'nowhere' && place !== 'other-connection') {
            yield { email, class: place, evidence, getUser: 'not-asked', causes: [] };
            continue;
        }
        const getUser = await askGetUser(tenant, connection, scripts, email, runScript);
        const said = GET_USER_SAYS[getUser];
        const shown = said === undefined ? evidence : [...evidence, said];
        const mayBeScript = getUser === 'refuses' || (getUser === 'not-asked' && findings.mayRefuse);
        if (wereRefused === 'by-auth0' || (wereRefused && !mayBeScript)) {
            const causes = likelyCauses(findings, getUser, await logTypesOf(tenant, email));
            yield { email, class: 'ghost', evidence: shown, getUser, causes };
        } else {
            const found = place === 'nowhere' ? 'undecidable' : place;
            yield {
                email,
                class: found,
                evidence: [...shown, wereRefused ? BY_WHOM : NOT_REFUSED],
                getUser,
                causes: [],
            };
        }
    }
}

async function* addressesOf(emails: DiagnosisSettings['emails']): AsyncGenerator<string> {
    if (!('file' in emails)) {
        yield* emails;
        return;
    }
    try {
        for await (const entries of readListFile(emails.file, emails)) yield* entries.map(({ text }) => text);
    } catch (error) {
        if (!(error instanceof ListError) && (error as { code?: unknown }).code !== 'ENOENT') throw error;
        throw new MigrationError(
            'SELECTION_FILE_INVALID',
            `The file of addresses ${shownPath(emails.file)} cannot be used: ${error instanceof ListError ? error.message : reasonOf(error)}. Expected one e-mail address a line, or a table and the ` +
                'name of its column.',
            { cause: error },
        );
    }
}

// The log needs a scope of its own, and is a help only.
async function logTypesOf(tenant: Tenant, email: string): Promise<readonly string[] | undefined> {
    try {
        return await tenant.listLogTypes(email);
    } catch (error) {
        if (isMigrationError(error) && (error.code === 'MISSING_SCOPES' || error.code === 'REQUEST_REFUSED'))
            return undefined;
        throw error;
    }
}

const NO_ADDRESS = 'it is not an e-mail address, so no database user has it';
const NOT_REFUSED = 'cannot tell: if Auth0 refused this address as existing, run again with `--refused`';
const BY_WHOM =
    'cannot tell: the Get User script itself may have refused this address (400). If the answer was 409 or DUPLICATED_USER, run again with ' +
    '`--refused 409`; otherwise it is no ghost, and the user moves with the next login';
const GET_USER_SAYS: Readonly<Record<GetUserAnswer, string | undefined>> = {
    'not-asked': undefined,
    nobody: 'Get User does not know it',
    knows: 'Get User knows it',
    stale: 'Get User returns a profile whose address has changed',
    'in-the-way': 'Get User returns a profile with the username or phone number of another user',
    refuses: 'Get User refuses it, as it does users who have yet to move',
    failed: 'Get User failed, so nothing is known from it',
};
