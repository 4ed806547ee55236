import type { EnabledConnection, NamedEntity, Page } from '../tenant/assignments.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { LoginSide } from './login-side.ts';

/** An organization whose members log in through one of the two connections, or both. */
export interface OrganizationOfSides extends NamedEntity {
    /** How it has the source connection; undefined where it does not. */
    readonly source: EnabledConnection | undefined;
    /** How it has the target connection; undefined where it does not. */
    readonly target: EnabledConnection | undefined;
}

/**
 * Finds the organizations that have one of the two connections, where both are in one tenant; in two tenants, the attach stage takes care of the
 * organizations that it copies.
 */
export async function* organizationsOf(source: LoginSide, target: LoginSide): AsyncGenerator<OrganizationOfSides> {
    if (source.tenant.domain !== target.tenant.domain) return;
    for await (const { id, name } of allOrganizations(target.tenant)) {
        const connections = await target.tenant.assignments.listOrganizationConnections(id);
        const [own, other] = [source, target].map(({ connection }) =>
            connections.find(({ connectionId }) => connectionId === connection.id),
        );
        if (own !== undefined || other !== undefined) yield { id, name, source: own, target: other };
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
    for await (const { id, name, source: settings, target: known } of organizationsOf(source, target)) {
        if (settings === undefined || known !== undefined) continue;
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
