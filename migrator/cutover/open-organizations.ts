import type { EnabledConnection, NamedEntity, Page } from '../tenant/assignments.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { LoginSide } from './login-side.ts';

/** An organization whose members log in through the source connection. */
export interface OrganizationOfSource extends NamedEntity {
    /** How it has the source connection. */
    readonly source: EnabledConnection;
    readonly hasTarget: boolean;
}

/**
 * Finds the organizations that have the source connection, where both connections are in one tenant; in two tenants, the attach stage
 * takes care of the organizations that it copies.
 */
export async function* organizationsOf(source: LoginSide, target: LoginSide): AsyncGenerator<OrganizationOfSource> {
    if (source.tenant.domain !== target.tenant.domain) return;
    for await (const { id, name } of allOrganizations(target.tenant)) {
        const connections = await target.tenant.assignments.listOrganizationConnections(id);
        const own = connections.find(({ connectionId }) => connectionId === source.connection.id);
        const hasTarget = connections.some(({ connectionId }) => connectionId === target.connection.id);
        if (own !== undefined) yield { id, name, source: own, hasTarget };
    }
}

/**
 * Lets the members of these organizations log in through the target connection too, with the settings of the source connection.
 *
 * The source connection stays on them: without an enabled client nobody can use it, and going back needs it.
 *
 * @returns names of the organizations that did not have the target connection
 */
export async function openOrganizations(source: LoginSide, target: LoginSide): Promise<readonly string[]> {
    const opened: string[] = [];
    for await (const { id, name, source: settings, hasTarget } of organizationsOf(source, target)) {
        if (hasTarget) continue;
        await target.tenant.assignments.enableConnection(id, { ...settings, connectionId: target.connection.id });
        opened.push(name);
    }
    return opened;
}

async function* allOrganizations({ assignments }: Tenant): AsyncGenerator<NamedEntity> {
    let from: string | undefined;
    do {
        const page: Page<NamedEntity> = await assignments.listOrganizations(from);
        yield* page.items;
        from = page.next;
    } while (from !== undefined);
}
