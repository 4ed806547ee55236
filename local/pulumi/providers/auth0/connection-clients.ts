import { isEqual, type PropertyMap, textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { changeEnabledClients, listEnabledClients, toClientIds } from './enabled-clients.ts';
import type { ManagementClient } from './management-client.ts';
import { missingInputs } from './property-failures.ts';
import { deleteUnlessGone, readUnlessGone } from './unless-gone.ts';

/**
 * All enabled clients of one connection: `auth0:index/connectionClients:ConnectionClients`; its ID is the connection's.
 *
 * It refuses to take over a connection that clients use already, unless Auth0 lists them in the order of their IDs and they are the same: Auth0's
 * plugin compares its set, which is sorted, with that list. Such a connection has to be imported.
 *
 * @see https://github.com/auth0/terraform-provider-auth0 internal/auth0/connection/resource_clients.go (read 2026-11-21)
 */
export const connectionClients: Auth0Resource = {
    forceNew: ['connectionId'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        return { inputs: newInputs, failures: missingInputs(newInputs, ['connectionId', 'enabledClients']) };
    },

    async create(client, inputs) {
        const id = textOf(inputs['connectionId']);
        const wanted = toClientIds(inputs['enabledClients']);
        const existing = await listEnabledClients(client, id);
        if (existing.length > 0 && !isEqual(wanted.toSorted(), existing)) {
            throw new Error(
                `Connection with non empty enabled clients: ${existing.join(', ')}. The connection ${id} already has enabled clients ` +
                    'attached to it. Import the resource instead in order to proceed with the changes.',
            );
        }
        await changeEnabledClients(client, id, { enable: wanted, disable: [] });
        return { id, outputs: await readOutputs(client, id) };
    },

    async read(client, id) {
        return readUnlessGone(async () => ({ id, outputs: await readOutputs(client, id) }));
    },

    async update(client, id, old, newInputs) {
        const before = toClientIds(old.outputs['enabledClients']);
        const after = toClientIds(newInputs['enabledClients']);
        await changeEnabledClients(client, id, {
            enable: after.filter((clientId) => !before.includes(clientId)),
            disable: before.filter((clientId) => !after.includes(clientId)),
        });
        return readOutputs(client, id);
    },

    async delete(client, id, old) {
        await deleteUnlessGone(() =>
            changeEnabledClients(client, id, { enable: [], disable: toClientIds(old.outputs['enabledClients']) }),
        );
    },
};

async function readOutputs(client: ManagementClient, id: string): Promise<PropertyMap> {
    const enabledClients = await listEnabledClients(client, id);
    const { name, strategy } = await client.call(
        'GET',
        `/connections/${id}?fields=strategy%2Cname&include_fields=true`,
    );
    return { connectionId: id, enabledClients: enabledClients.sort(), name: name ?? '', strategy: strategy ?? '' };
}
