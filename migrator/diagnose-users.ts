import { systemClock } from './clock.ts';
import { MigrationError } from './errors.ts';
import { findUser } from './ghosts/find-user.ts';
import { readScriptFindings, type ScriptFindings } from './ghosts/script-findings.ts';
import type { EndpointSettings } from './run-migration.ts';
import { openManagementApi } from './tenant/management-api.ts';
import { patientTenant } from './tenant/patient-tenant.ts';
import { RateLimiter } from './tenant/rate-limiter.ts';
import type { Connection, Tenant } from './tenant/tenant.ts';

/** What an e-mail address turned out to be. */
export interface Diagnosis {
    readonly email: string;
    /** What the user was found to be, with `ghost` for whoever exists and is nowhere. */
    readonly class: 'present' | 'linked-secondary' | 'orphan' | 'other-connection' | 'ghost' | 'undecidable';
    readonly evidence: readonly string[];
}

/** What a diagnosis needs to know. */
export interface DiagnosisSettings extends EndpointSettings {
    readonly emails: AsyncIterable<string> | Iterable<string>;
    /** Whether Auth0 refused these addresses as existing: nothing else tells a ghost from nobody. */
    readonly wereRefused: boolean;
}

/**
 * Looks at addresses of which Auth0 says that the user already exists. It only reads.
 *
 * @returns what the connection's scripts say, and one diagnosis an address, in order
 * @throws {MigrationError} `CONNECTION_NOT_FOUND`; what the tenant throws
 */
export async function diagnoseUsers(
    settings: DiagnosisSettings,
): Promise<{ readonly scripts: ScriptFindings; readonly diagnoses: AsyncIterable<Diagnosis> }> {
    const rateLimiter = new RateLimiter(systemClock);
    const api = openManagementApi(settings.credentials, rateLimiter.note);
    const tenant = patientTenant(api, systemClock, { rateLimiter });
    const connection = await tenant.findConnection(settings.connectionName);
    if (connection === undefined) {
        throw new MigrationError(
            'CONNECTION_NOT_FOUND',
            `The tenant ${tenant.domain} has no connection with the name ${settings.connectionName}. Expected the name of a database ` +
                'connection, as the dashboard shows it under Authentication > Database.',
        );
    }
    const scripts = readScriptFindings(await tenant.readDatabaseScripts(connection.id));
    return { scripts, diagnoses: diagnoses(tenant, connection, settings) };
}

async function* diagnoses(
    tenant: Tenant,
    connection: Connection,
    { emails, wereRefused }: DiagnosisSettings,
): AsyncGenerator<Diagnosis> {
    for await (const email of emails) {
        const { place, evidence } = await findUser(tenant, connection, { email });
        // Addresses are unique in a connection, not in a tenant: whoever another one has blocks nobody here.
        const isNotHere = place === 'nowhere' || place === 'other-connection';
        if (!isNotHere) yield { email, class: place, evidence };
        else if (wereRefused) yield { email, class: 'ghost', evidence };
        else yield { email, class: place === 'nowhere' ? 'undecidable' : place, evidence: [...evidence, NOT_REFUSED] };
    }
}

const NOT_REFUSED = 'only a refusal by Auth0 tells a ghost from nobody: say that it was refused, if it was';
