import { isMap, type PropertyMap, textOf } from '../../values/property-value.ts';
import { toConnectionProperties } from './connection.ts';
import { listEnabledClients } from './enabled-clients.ts';
import type { ManagementClient } from './management-client.ts';

/**
 * Finds a connection by `connectionId` or by `name`: the function `auth0:index/getConnection:getConnection`.
 *
 * @throws {Error} when neither is given, or no connection has that name
 */
export async function getConnection(client: ManagementClient, args: PropertyMap): Promise<PropertyMap> {
    const body = await findConnection(client, args);
    const id = textOf(body['id']);
    const properties = toConnectionProperties(body, {});
    const enabledClients = args['skipEnabledClients'] === true ? [] : await listEnabledClients(client, id);
    return {
        ...properties,
        id,
        connectionId: id,
        // A data source has lists where a resource has single blocks.
        options: [properties['options'] ?? {}],
        authentications: toList(properties['authentication']),
        connectedAccounts: toList(properties['connectedAccounts']),
        enabledClients,
    };
}

async function findConnection(client: ManagementClient, args: PropertyMap): Promise<PropertyMap> {
    if (typeof args['connectionId'] === 'string' && args['connectionId'] !== '') {
        return client.call('GET', `/connections/${encodeURIComponent(args['connectionId'])}`);
    }
    const name = args['name'];
    if (typeof name !== 'string' || name === '') {
        throw new Error('Expected `connectionId` or `name` to be given, got neither.');
    }
    // Without paging parameters the API answers a plain list, which its own filter makes short.
    const answer: unknown = await client.call('GET', `/connections?name=${encodeURIComponent(name)}`);
    const connections: unknown[] = Array.isArray(answer) ? answer : [];
    const found = connections.find((body) => isMap(body as PropertyMap) && (body as PropertyMap)['name'] === name);
    if (found === undefined) {
        throw new Error(`No connection found with "name" = "${name}"`);
    }
    return found as PropertyMap;
}

function toList(value: PropertyMap[string] | undefined): PropertyMap[string] {
    return value === undefined ? [] : [value];
}
