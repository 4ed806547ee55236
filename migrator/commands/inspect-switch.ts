import { knowsCutover } from '../cutover/knows-cutover.ts';
import { enabledClients, type LoginSide } from '../cutover/login-side.ts';
import { organizationsOf } from '../cutover/open-organizations.ts';
import { loginSides } from '../cutover/open-sides.ts';
import { isToBeOpened, type OrganizationOfSides } from '../cutover/organization-of-sides.ts';
import { refuseFullOrganizations } from '../cutover/refuse-full-organizations.ts';
import { refuseDeletedSource, refuseReturn } from '../cutover/refuse-return.ts';
import { refuseStrandedClients } from '../cutover/refuse-stranded-clients.ts';
import { refuseUnknownCutover } from '../cutover/refuse-unknown-cutover.ts';
import type { SwitchSettings } from '../cutover/switch-settings.ts';
import { isMigrationError, type MigrationError } from '../errors.ts';
import { inspectRun } from '../run/inspected-run.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { RunState } from '../run-store/run-state.ts';
import type { EnabledConnection } from '../tenant/assignments.ts';

/** A client, or an organization, before and after a cut-over. */
export interface SwitchChange {
    /** What is switched. */
    readonly kind: 'client' | 'organization';
    /** ID of a client; name of an organization. */
    readonly name: string;
    /** Domain of the tenant. */
    readonly domain: string;
    /** Names of the two connections as far as it has them. */
    readonly before: readonly string[];
    /** Connections after the switch. */
    readonly after: readonly string[];
    /** Auth0's names of what decides how people come in, where an organization has it otherwise for the two connections. */
    readonly differs?: readonly string[];
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
    /** On the way back after a cut-over: how many accounts of the target were not moved from the source. `0` otherwise. */
    readonly onlyInTarget: number;
    /** On the way back after a cut-over: names of the organizations that have the target connection and not the source connection. */
    readonly organizationsLeft: readonly string[];
    /** Users who changed their password in the source after the hash export, as the last pass counted them. */
    readonly changedPasswords: number;
    /** Users who were moved without a password of the source that works in the target. */
    readonly withoutPassword: number;
    /** Whether users who are not in the target yet move by themselves when they log in. */
    readonly isImportMode: boolean;
    /** Everything that forbids the switch. */
    readonly refusals: readonly MigrationError[];
}

const MOST_ORGANIZATIONS = 100;

/**
 * Looks at the clients and organizations of both sides, and says what a cut-over would change.
 *
 * @param settings - the clients, and the side that logins should go through
 */
export async function inspectSwitch(settings: SwitchSettings): Promise<SwitchInspection> {
    try {
        return await inspect(settings);
    } catch (error) {
        if (!isMigrationError(error)) throw error;
        return { ...NOTHING, refusals: [error] };
    }
}

const NOTHING = {
    ...{ changes: [], moreOrganizations: 0, isDone: false, leftUsers: undefined, onlyInTarget: 0 },
    organizationsLeft: [],
    ...{ changedPasswords: 0, withoutPassword: 0, isImportMode: false },
};

async function inspect(settings: SwitchSettings): Promise<SwitchInspection> {
    const { source, target, state, progress, sourceUsers } = await inspectRun(settings);
    refuseReturn(settings.to, state);
    const sides = loginSides({ source, target }, settings);
    refuseStrandedClients(sides, settings);
    await refuseUnknownCutover(sides, settings, state);
    if (settings.to === 'source' && sides.source !== undefined)
        await refuseDeletedSource(sides.source, sides.target, state);
    const isReturn = settings.to === 'source' && knowsCutover(state);
    const clients = await clientChanges(sides, settings.to);
    const organizations = await organizationChanges(sides, settings.to);
    return {
        changes: [...clients, ...organizations.slice(0, MOST_ORGANIZATIONS)],
        moreOrganizations: Math.max(0, organizations.length - MOST_ORGANIZATIONS),
        isDone:
            [...clients, ...organizations].every(({ before, after }) => before.join() === after.join()) &&
            isRecorded(state?.switched, settings.to),
        leftUsers: sourceUsers === undefined ? undefined : Math.max(0, sourceUsers - (progress?.moved ?? 0)),
        onlyInTarget: isReturn
            ? Math.max(0, (await target.tenant.countUsers(target.connection.name)) - (progress?.moved ?? 0))
            : 0,
        organizationsLeft: isReturn ? await organizationsLeft(sides) : [],
        changedPasswords: state?.passes.at(-1)?.changedPasswords ?? 0,
        withoutPassword: progress?.withoutPassword ?? 0,
        isImportMode: target.connection.isImportMode,
        refusals: [],
    };
}

function isRecorded(switched: RunState['switched'], to: EndpointRole): boolean {
    return switched === undefined ? to === 'source' : switched.to === to && switched.isCompleted;
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
    const differing: SwitchChange[] = [];
    const closed: OrganizationOfSides[] = [];
    for await (const organization of organizationsOf(source, target)) {
        const { name, source: own, target: known } = organization;
        if (own === undefined) continue;
        if (isToBeOpened(organization)) closed.push(organization);
        const both = namesOf(source, target);
        const before = known === undefined ? both.slice(0, 1) : both;
        const change = { kind: 'organization', name, domain: target.tenant.domain, before, after: both } as const;
        const differs = known === undefined ? [] : differingSettings(own, known);
        if (differs.length > 0) differing.push({ ...change, differs });
        else changes.push(change);
    }
    refuseFullOrganizations(closed, target);
    return [...differing, ...changes];
}

// The others are looks.
function differingSettings(own: EnabledConnection, known: EnabledConnection): string[] {
    return [
        ...(own.assignsMembershipOnLogin === known.assignsMembershipOnLogin ? [] : ['assign_membership_on_login']),
        ...(own.isSignupEnabled === known.isSignupEnabled ? [] : ['is_signup_enabled']),
    ];
}

// Such as one that was made after the cut-over. Nobody knows whether the people of the source may come in there, so it is left as it is.
async function organizationsLeft({ source, target }: Sides): Promise<string[]> {
    if (source === undefined) return [];
    const left: string[] = [];
    for await (const { name, source: own } of organizationsOf(source, target)) if (own === undefined) left.push(name);
    return left;
}

function namesOf(...sides: readonly LoginSide[]): string[] {
    return sides.map(({ connection }) => connection.name);
}
