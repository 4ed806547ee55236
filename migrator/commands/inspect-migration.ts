import { systemClock } from '../clock.ts';
import { loadDefinition } from '../definition/definition-file.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import { fileDigest } from '../exports/file-digest.ts';
import { checkPgpKey } from '../inputs/pgp/decrypt.ts';
import { isPgpFile } from '../inputs/pgp/is-pgp-file.ts';
import { readJournalEntries } from '../run-store/folder/file-journal.ts';
import type { JournalEntry } from '../run-store/journal.ts';
import { readRunState } from '../run-store/run-state.ts';
import { sourceEndpointOf, sourceFileDigest } from '../run/open-endpoints.ts';
import { disabledConnectionFinding } from '../plan/checks/enabled-client.ts';
import type { Finding } from '../plan/finding.ts';
import { notBuilt } from '../plan/not-built.ts';
import type { Plan } from '../plan/plan.ts';
import { checkEndpoints } from '../plan/tenant-checks.ts';
import { readLastPlan } from './plan-migration.ts';
import { definedBy, refuseChangedDefinition, runFolderOf } from './run-migration.ts';
import type { EndpointSettings, MigrationSettings } from '../run/settings.ts';
import { withSourceFile } from '../run/source-file-settings.ts';
import {
    EXPECTED_USERS_PER_SECOND_AND_JOB,
    MAX_CONCURRENT_IMPORT_JOBS,
    MAX_IMPORT_REQUEST_BYTES,
} from '../tenant/limits.ts';
import { openManagementApi } from '../tenant/management-api.ts';
import { patientTenant } from '../tenant/retrying-tenant.ts';

/** A preview must not hang on a tenant that is away. */
const QUICK = { attempts: 4, firstDelayMs: 300, maxDelayMs: 3_000 };
/** What a user's record takes in an import file, as a first guess: profiles with some metadata and a hash. */
const GUESSED_RECORD_BYTES = 900;

/** What is known before a run without an export: numbers for a preview. */
export interface Inspection {
    /** SHA-256 of the definition's file, in hex; undefined where it cannot be read. */
    readonly definitionDigest: string | undefined;
    readonly description: string | undefined;
    /** Users of the source connection, by search; undefined where they cannot be counted, as in a file. */
    readonly sourceUsers: number | undefined;
    /** SHA-256 of the password hash export, in hex; undefined when the definition names none. */
    readonly hashExportDigest: string | undefined;
    /** SHA-256 of the file of users, in hex; undefined where the source is a connection. */
    readonly sourceFileDigest: string | undefined;
    /** Import jobs, roughly. */
    readonly importJobs: number | undefined;
    /** Minutes that the import takes at the speed that Auth0's staff saw, rounded up. */
    readonly minutes: number | undefined;
    /** The last plan, where the definition and the number of users are still those of its time. */
    readonly plan?: Plan;
    /** What the checks of both ends found that forbids nothing. */
    readonly findings: readonly Finding[];
    /** Everything that forbids the run. */
    readonly refusals: readonly MigrationError[];
}

/** What an inspection needs to know; the target is undefined while its connection is still to be made. */
export type InspectionSettings = Pick<
    MigrationSettings,
    'runId' | 'runsFolder' | 'projectFolder' | 'definitionPath' | 'source'
> & {
    readonly target: EndpointSettings | undefined;
};

/**
 * Looks at a migration without changing anything, in seconds: it counts, digests and checks, and never starts an export.
 *
 * @returns every refusal at once; what could not be found out is undefined
 */
export async function inspectMigration(settings: InspectionSettings): Promise<Inspection> {
    const refusals: MigrationError[] = [];
    const collect = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
        try {
            return await work();
        } catch (error) {
            if (!isMigrationError(error)) throw error;
            refusals.push(error);
            return undefined;
        }
    };
    const open = ({ credentials, connectionName }: EndpointSettings) => ({
        tenant: patientTenant(openManagementApi(credentials), systemClock, { policy: QUICK }),
        connectionName,
    });
    const loaded = await collect(async () =>
        withSourceFile(await loadDefinition(settings.definitionPath, settings.projectFolder), settings.source),
    );
    if (loaded === undefined) return { ...NOTHING, findings: [], refusals };
    const entries = await collect(() => readJournalEntries(runFolderOf(settings)));
    await collect(() => {
        refuseIfChanged(entries ?? [], loaded.digest);
    });

    const { definition, digest } = loaded;
    const unbuilt = notBuilt(definition);
    if (unbuilt !== undefined) refusals.push(unbuilt);
    const source = await collect(() => sourceEndpointOf(settings, loaded, open));
    const fileDigestNow = await collect(() => sourceFileDigest(loaded, settings.projectFolder));
    const target = settings.target === undefined ? undefined : open(settings.target);
    const checked = await checkEndpoints(source, target, definition);
    refusals.push(...checked.refusals);
    const findings = [...checked.findings];
    const { target: found } = checked;
    if (target !== undefined && found !== undefined) {
        const isEnabled = await collect(() => target.tenant.isEnabledForAnyClient(found.id));
        if (isEnabled === false) findings.push(disabledConnectionFinding(found.name));
    }
    const { hashExportPath, hashExportKey } = definedBy(loaded, settings.projectFolder);
    if (hashExportPath !== undefined && (await isPgpFile(hashExportPath))) {
        await collect(() => checkPgpKey(hashExportPath, hashExportKey));
    }
    const hashExportDigest = hashExportPath === undefined ? undefined : await collect(() => digestOf(hashExportPath));
    if (
        hashExportPath === undefined &&
        definition.source === undefined &&
        definition.passwords.whenMissing === 'refuse'
    ) {
        refusals.push(
            new MigrationError(
                'PASSWORD_HASHES_MISSING',
                "The definition says `passwords: { whenMissing: 'refuse' }` and names no `hashExport`, so no user would have a password. Name the " +
                    "file of Auth0's support, or say 'reset' or 'lazy'.",
            ),
        );
    }
    const { source: connection } = checked;
    const sourceUsers =
        connection === undefined || source === undefined
            ? undefined
            : await collect(() => source.tenant.countUsers(connection.name));
    const plan = await readLastPlan(settings, lastCompletionOf(entries ?? []));
    const isPlanValid =
        plan?.definitionDigest === digest &&
        plan.sourceFileDigest === fileDigestNow &&
        (sourceUsers === undefined || plan.users.source === sourceUsers);
    return {
        ...(isPlanValid ? { plan } : {}),
        definitionDigest: digest,
        description: definition.description,
        sourceUsers,
        hashExportDigest,
        sourceFileDigest: fileDigestNow,
        importJobs:
            sourceUsers === undefined
                ? undefined
                : Math.ceil((sourceUsers * GUESSED_RECORD_BYTES) / MAX_IMPORT_REQUEST_BYTES),
        minutes:
            sourceUsers === undefined
                ? undefined
                : Math.ceil(sourceUsers / (EXPECTED_USERS_PER_SECOND_AND_JOB * MAX_CONCURRENT_IMPORT_JOBS) / 60),
        findings,
        refusals,
    };
}

const NOTHING = {
    definitionDigest: undefined,
    description: undefined,
    sourceUsers: undefined,
    hashExportDigest: undefined,
    sourceFileDigest: undefined,
    importJobs: undefined,
    minutes: undefined,
};

function refuseIfChanged(entries: readonly JournalEntry[], digest: string): void {
    const { definitionDigest } = readRunState(entries);
    if (definitionDigest !== undefined && definitionDigest !== digest) refuseChangedDefinition({ entries });
}

// A plan that was carried out says nothing of what the next `up` will do.
function lastCompletionOf(entries: readonly JournalEntry[]): number {
    const completed = entries.findLast((entry) => entry.type === 'pass-completed');
    return completed === undefined ? 0 : Date.parse(completed.at);
}

async function digestOf(path: string): Promise<string> {
    try {
        return await fileDigest(path);
    } catch (error) {
        throw new MigrationError(
            'HASH_EXPORT_NOT_FOUND',
            `The password hash export ${path} cannot be read. Expected the file of Auth0's support at the path that the definition names in ` +
                "`passwords.hashExport`, relative to the project's folder.",
            { cause: error },
        );
    }
}
