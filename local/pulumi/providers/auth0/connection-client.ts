import { textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { changeEnabledClients, listEnabledClients } from './enabled-clients.ts';
import { ManagementApiError } from './management-client.ts';

/**
 * One client of a connection, whatever others there are: `auth0:index/connectionClient:ConnectionClient`; its ID is that of both.
 *
 * @see https://github.com/auth0/terraform-provider-auth0 internal/auth0/connection/resource_client.go (read 2026-11-26)
 */
export const connectionClient: Auth0Resource = {
    forceNew: ['connectionId', 'clientId'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        const failures = ['connectionId', 'clientId']
            .filter((property) => newInputs[property] === undefined)
            .map((property) => ({ property, reason: `missing required property '${property}'` }));
        return { inputs: newInputs, failures };
    },

    async create(client, inputs) {
        const connectionId = textOf(inputs['connectionId']);
        const clientId = textOf(inputs['clientId']);
        await changeEnabledClients(client, connectionId, { enable: [clientId], disable: [] });
        return { id: `${connectionId}::${clientId}`, outputs: { connectionId, clientId } };
    },

    async read(client, id) {
        const [connectionId = '', clientId = ''] = id.split('::');
        try {
            const isEnabled = (await listEnabledClients(client, connectionId)).includes(clientId);
            return isEnabled ? { id, outputs: { connectionId, clientId } } : { id: '', outputs: {} };
        } catch (error) {
            if (error instanceof ManagementApiError && error.statusCode === 404) {
                return { id: '', outputs: {} };
            }
            throw error;
        }
    },

    update: (_client, _id, old) => Promise.resolve(old.outputs),

    async delete(client, id) {
        const [connectionId = '', clientId = ''] = id.split('::');
        try {
            await changeEnabledClients(client, connectionId, { enable: [], disable: [clientId] });
        } catch (error) {
            if (!(error instanceof ManagementApiError && error.statusCode === 404)) {
                throw error;
            }
        }
    },
};
