import { textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { changeEnabledClients, listEnabledClients } from './enabled-clients.ts';
import { missingInputs } from './property-failures.ts';
import { deleteUnlessGone, GONE, readUnlessGone } from './unless-gone.ts';

/**
 * One client of a connection, whatever others there are: `auth0:index/connectionClient:ConnectionClient`; its ID is that of both.
 *
 * @see https://github.com/auth0/terraform-provider-auth0 internal/auth0/connection/resource_client.go (read 2026-11-26)
 */
export const connectionClient: Auth0Resource = {
    forceNew: ['connectionId', 'clientId'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        return { inputs: newInputs, failures: missingInputs(newInputs, ['connectionId', 'clientId']) };
    },

    async create(client, inputs) {
        const connectionId = textOf(inputs['connectionId']);
        const clientId = textOf(inputs['clientId']);
        await changeEnabledClients(client, connectionId, { enable: [clientId], disable: [] });
        return { id: `${connectionId}::${clientId}`, outputs: { connectionId, clientId } };
    },

    async read(client, id) {
        const [connectionId = '', clientId = ''] = id.split('::');
        return readUnlessGone(async () => {
            const isEnabled = (await listEnabledClients(client, connectionId)).includes(clientId);
            return isEnabled ? { id, outputs: { connectionId, clientId } } : GONE;
        });
    },

    update: (_client, _id, old) => Promise.resolve(old.outputs),

    async delete(client, id) {
        const [connectionId = '', clientId = ''] = id.split('::');
        await deleteUnlessGone(() => changeEnabledClients(client, connectionId, { enable: [], disable: [clientId] }));
    },
};
