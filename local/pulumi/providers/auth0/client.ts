import { textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { type Fields, fromApi, toApi } from './case-conversion.ts';
import { unknownInputs } from './property-failures.ts';
import { deleteUnlessGone, readUnlessGone } from './unless-gone.ts';

const FIELDS: Fields = {
    name: { api: 'name' },
    description: { api: 'description' },
    appType: { api: 'app_type' },
    grantTypes: { api: 'grant_types' },
    callbacks: { api: 'callbacks' },
    allowedLogoutUrls: { api: 'allowed_logout_urls' },
    allowedOrigins: { api: 'allowed_origins' },
    webOrigins: { api: 'web_origins' },
    oidcConformant: { api: 'oidc_conformant' },
    isFirstParty: { api: 'is_first_party' },
    isTokenEndpointIpHeaderTrusted: { api: 'is_token_endpoint_ip_header_trusted' },
    logoUri: { api: 'logo_uri' },
    clientMetadata: { api: 'client_metadata', shape: 'map' },
};

/** An application of the tenant: `auth0:index/client:Client`, with the few properties that a migration's program uses. */
export const client: Auth0Resource = {
    forceNew: [],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        return { inputs: newInputs, failures: unknownInputs(newInputs, Object.keys(FIELDS)) };
    },

    async create(api, inputs) {
        const body = await api.call('POST', '/clients', toApi(FIELDS, inputs));
        const id = textOf(body['client_id']);
        return { id, outputs: { ...fromApi(FIELDS, body), clientId: id } };
    },

    async read(api, id) {
        return readUnlessGone(async () => {
            const body = await api.call('GET', `/clients/${encodeURIComponent(id)}`);
            return { id, outputs: { ...fromApi(FIELDS, body), clientId: id } };
        });
    },

    async update(api, id, _old, newInputs) {
        const body = await api.call('PATCH', `/clients/${encodeURIComponent(id)}`, toApi(FIELDS, newInputs));
        return { ...fromApi(FIELDS, body), clientId: id };
    },

    async delete(api, id) {
        await deleteUnlessGone(() => api.call('DELETE', `/clients/${encodeURIComponent(id)}`));
    },
};
