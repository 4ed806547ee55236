import { systemClock } from '../clock.ts';
import { enabledClients, type LoginSide } from '../cutover/login-side.ts';
import { organizationsOf } from '../cutover/open-organizations.ts';
import { loginSides } from '../cutover/open-sides.ts';
import type { SwitchSettings } from '../cutover/switch-settings.ts';
import { isMigrationError, type MigrationError } from '../errors.ts';
import type { Endpoint } from '../plan/tenant-checks.ts';
import { runIdOf, runStartOf } from '../run/endpoints.ts';
import { sourceEndpointOf, sourceTenantOf } from '../run/open-endpoints.ts';
import { loadRunDefinition } from '../run/open-run.ts';
import type { EndpointSettings } from '../run/settings.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import { runProgress } from '../run-store/folder/run-progress.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { RunState } from '../run-store/run-state.ts';
import { findDatabase } from '../tenant/find-database.ts';
import { openManagementApi } from '../tenant/management-api.ts';
import { QUICK_RETRIES } from '../tenant/retry.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';

/** A client, or an organization, before and after a cut-over. */
export interface SwitchChange {
    readonly kind: 'client' | 'organization';
    /** ID of a client; name of an organization. */
    readonly name: string;
    readonly domain: string;
    /** Names of the two connections as far as it has them. */
    readonly before: readonly string[];
    readonly after: readonly string[];
}

/** What a cut-over would change, found out without changing anything. */
export interface SwitchInspection {
    /** Every client, and the first organizations, also those that are as they should be. */
    readonly changes: readonly SwitchChange[];
    /** Organizations beyond those in `changes`. */
    readonly moreOrganizations: number;
    /** Whether everything is as it should be already. */
    readonly isDone: boolean;
    /** Users of the source who are not in the target, by count; undefined where that is not known. */
    readonly leftUsers: number | undefined;
    /** Whether those users move by themselves when they log in. */
    readonly isImportMode: boolean;
    readonly refusals: readonly MigrationError[];
}

const MOST_ORGANIZATIONS = 100;

/** Looks at the clients and organizations of both sides, and says what a cut-over would change. */
export async function inspectSwitch(settings: SwitchSettings): Promise<SwitchInspection> {
    try {
        return await inspect(settings);
    } catch (error) {
        if (!isMigrationError(error)) throw error;
        return { ...NOTHING, refusals: [error] };
    }
}

const NOTHING = { changes: [], moreOrganizations: 0, isDone: false, leftUsers: undefined, isImportMode: false };

async function inspect(settings: SwitchSettings): Promise<SwitchInspection> {
    const loaded = await loadRunDefinition(settings);
    const source = sourceTenantOf(settings, loaded, open);
    const target = open(settings.target);
    const found = source === undefined ? undefined : await findDatabase(source.tenant, source.connectionName, 'source');
    const connection = await findDatabase(target.tenant, target.connectionName, 'target');
    const endpoints = {
        source: await sourceEndpointOf(loaded, settings.projectFolder, source, found),
        target: { kind: 'connection', tenant: target.tenant, connection } as const,
    };
    const sides = loginSides(endpoints, settings);
    const clients = await clientChanges(sides, settings.to);
    const organizations = await organizationChanges(sides, settings.to);
    const changes = [...clients, ...organizations.slice(0, MOST_ORGANIZATIONS)];
    const runId = settings.runId ?? runIdOf(runStartOf(settings.definitionPath, endpoints.source, endpoints.target));
    const folder = runFolderOf(settings, runId);
    const state = await readJournalState(folder);
    const moved = state === undefined ? 0 : runProgress(runId, folder, state).moved;
    const users = found === undefined || source === undefined ? undefined : await source.tenant.countUsers(found.name);
    return {
        changes,
        moreOrganizations: Math.max(0, organizations.length - MOST_ORGANIZATIONS),
        isDone:
            [...clients, ...organizations].every(({ before, after }) => before.join() === after.join()) &&
            isRecorded(state?.switched, settings.to),
        leftUsers: users === undefined ? undefined : Math.max(0, users - moved),
        isImportMode: connection.isImportMode,
        refusals: [],
    };
}

function isRecorded(switched: RunState['switched'], to: EndpointRole): boolean {
    return switched === undefined ? to === 'source' : switched.to === to && switched.isCompleted;
}

function open({ credentials, connectionName }: EndpointSettings): Endpoint {
    const tenant = retryingTenant(openManagementApi(credentials), systemClock, { policy: QUICK_RETRIES });
    return { tenant, connectionName };
}

type Sides = ReturnType<typeof loginSides>;

// In one tenant a client may change from one connection to the other; in two, each tenant has clients of its own.
async function clientChanges(sides: Sides, to: EndpointRole): Promise<SwitchChange[]> {
    const changes = new Map<string, SwitchChange>();
    for (const side of [sides.source, sides.target]) {
        if (side === undefined) continue;
        const enabled = await enabledClients(side);
        for (const id of side.clients) {
            const key = `${side.tenant.domain} ${id}`;
            const known = changes.get(key);
            const own = side.connection.name;
            changes.set(key, {
                ...{ kind: 'client', name: id, domain: side.tenant.domain },
                before: [...(known?.before ?? []), ...(enabled.has(id) ? [own] : [])],
                after: [...(known?.after ?? []), ...(side.role === to ? [own] : [])],
            });
        }
    }
    return [...changes.values()];
}

async function organizationChanges({ source, target }: Sides, to: EndpointRole): Promise<SwitchChange[]> {
    if (source === undefined || to === 'source') return [];
    const changes: SwitchChange[] = [];
    for await (const { name, hasTarget } of organizationsOf(source, target)) {
        const both = namesOf(source, target);
        const before = hasTarget ? both : both.slice(0, 1);
        changes.push({ kind: 'organization', name, domain: target.tenant.domain, before, after: both });
    }
    return changes;
}

function namesOf(...sides: readonly LoginSide[]): string[] {
    return sides.map(({ connection }) => connection.name);
}
