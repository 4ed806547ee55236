import { type PropertyMap, textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import type { ManagementClient } from './management-client.ts';
import { unknownInputs } from './property-failures.ts';
import { readUnlessGone } from './unless-gone.ts';

/** How an application proves who it is: `auth0:index/clientCredentials:ClientCredentials`, by a secret; its ID is the client's. */
export const clientCredentials: Auth0Resource = {
    forceNew: ['clientId'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        const known = ['clientId', 'authenticationMethod', 'clientSecret'];
        return { inputs: newInputs, failures: unknownInputs(newInputs, known) };
    },

    async create(client, inputs) {
        const id = textOf(inputs['clientId']);
        await write(client, id, inputs);
        return { id, outputs: await readOutputs(client, id) };
    },

    async read(client, id) {
        return readUnlessGone(async () => ({ id, outputs: await readOutputs(client, id) }));
    },

    async update(client, id, _old, newInputs) {
        await write(client, id, newInputs);
        return readOutputs(client, id);
    },

    // As the Terraform provider: a client cannot be without credentials, so they stay.
    delete: () => Promise.resolve(),
};

async function write(client: ManagementClient, id: string, inputs: PropertyMap): Promise<void> {
    const { authenticationMethod, clientSecret } = inputs;
    await client.call('PATCH', `/clients/${encodeURIComponent(id)}`, {
        ...(authenticationMethod === undefined ? {} : { token_endpoint_auth_method: authenticationMethod }),
        ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    });
}

async function readOutputs(client: ManagementClient, id: string): Promise<PropertyMap> {
    const body = await client.call('GET', `/clients/${encodeURIComponent(id)}`);
    return {
        clientId: id,
        authenticationMethod: body['token_endpoint_auth_method'] ?? '',
        clientSecret: body['client_secret'] ?? '',
    };
}
