import { type PropertyMap, textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { type Fields, fromApi, toApi } from './case-conversion.ts';
import type { ManagementClient } from './management-client.ts';
import { unknownInputs } from './property-failures.ts';
import { deleteUnlessGone, GONE } from './unless-gone.ts';

const FIELDS: Fields = {
    clientId: { api: 'client_id' },
    audience: { api: 'audience' },
    scopes: { api: 'scope' },
};

/** What an application may ask of an API: `auth0:index/clientGrant:ClientGrant`. */
export const clientGrant: Auth0Resource = {
    forceNew: ['clientId', 'audience'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        return { inputs: newInputs, failures: unknownInputs(newInputs, Object.keys(FIELDS)) };
    },

    async create(client, inputs) {
        const body = await client.call('POST', '/client-grants', toApi(FIELDS, inputs));
        return { id: textOf(body['id']), outputs: fromApi(FIELDS, body) };
    },

    async read(client, id, old) {
        const body = await find(client, id, textOf(old.outputs['clientId']));
        return body === undefined ? GONE : { id, outputs: fromApi(FIELDS, body) };
    },

    async update(client, id, _old, newInputs) {
        return fromApi(
            FIELDS,
            await client.call('PATCH', `/client-grants/${id}`, { scope: newInputs['scopes'] ?? [] }),
        );
    },

    async delete(client, id) {
        await deleteUnlessGone(() => client.call('DELETE', `/client-grants/${id}`));
    },
};

async function find(client: ManagementClient, id: string, clientId: string): Promise<PropertyMap | undefined> {
    const answer: unknown = await client.call('GET', `/client-grants?client_id=${encodeURIComponent(clientId)}`);
    const grants = Array.isArray(answer) ? (answer as PropertyMap[]) : [];
    return grants.find((grant) => grant['id'] === id);
}
