import { unlessGone } from '../assignments/gone-entity.ts';
import type { NamedEntity, Page } from '../tenant/assignments.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { LoginSide } from './login-side.ts';
import { isToBeOpened, type OrganizationOfSides } from './organization-of-sides.ts';
import { refuseFullOrganizations } from './refuse-full-organizations.ts';

/**
 * Finds the organizations that have one of the two connections, where both are in one tenant; in two tenants, the attach stage takes care of the
 * organizations that it copies.
 */
export async function* organizationsOf(source: LoginSide, target: LoginSide): AsyncGenerator<OrganizationOfSides> {
    if (source.tenant.domain !== target.tenant.domain) return;
    for await (const { id, name } of allOrganizations(target.tenant)) {
        const connections = await unlessGone(() => target.tenant.assignments.listOrganizationConnections(id));
        if (connections === undefined) continue;
        const [own, other] = [source, target].map(({ connection }) =>
            connections.find(({ connectionId }) => connectionId === connection.id),
        );
        if (own !== undefined || other !== undefined)
            yield { id, name, source: own, target: other, connections: connections.length };
    }
}

/**
 * Lets the members of these organizations log in through the target connection too, with the settings of the source connection.
 *
 * The source connection stays on them: without an enabled client nobody can use it, and going back needs it.
 *
 * @returns names of the organizations that did not have the target connection
 * @throws {MigrationError} `ASSIGNMENT_LIMIT_PASSED` before the first is changed; what the tenant throws
 */
export async function openOrganizations(source: LoginSide, target: LoginSide): Promise<readonly string[]> {
    const closed: OrganizationOfSides[] = [];
    for await (const organization of organizationsOf(source, target))
        if (isToBeOpened(organization)) closed.push(organization);
    refuseFullOrganizations(closed, target);
    const opened: string[] = [];
    for (const { id, name, source: settings } of closed) {
        if (settings === undefined) continue;
        const enabled = { ...settings, connectionId: target.connection.id };
        await unlessGone(() => target.tenant.assignments.enableConnection(id, enabled));
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
