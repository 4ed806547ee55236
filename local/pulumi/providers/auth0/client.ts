import { textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { type Fields, fromApi, toApi } from './case-conversion.ts';
import { ManagementApiError } from './management-client.ts';

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
        const failures = Object.keys(newInputs)
            .filter((property) => !(property in FIELDS))
            .map((property) => ({
                property,
                reason: 'the local Pulumi host does not know this property; the real Pulumi CLI does',
            }));
        return { inputs: newInputs, failures };
    },

    async create(api, inputs) {
        const body = await api.call('POST', '/clients', toApi(FIELDS, inputs));
        const id = textOf(body['client_id']);
        return { id, outputs: { ...fromApi(FIELDS, body), clientId: id } };
    },

    async read(api, id) {
        try {
            const body = await api.call('GET', `/clients/${encodeURIComponent(id)}`);
            return { id, outputs: { ...fromApi(FIELDS, body), clientId: id } };
        } catch (error) {
            if (error instanceof ManagementApiError && error.statusCode === 404) {
                return { id: '', outputs: {} };
            }
            throw error;
        }
    },

    async update(api, id, _old, newInputs) {
        const body = await api.call('PATCH', `/clients/${encodeURIComponent(id)}`, toApi(FIELDS, newInputs));
        return { ...fromApi(FIELDS, body), clientId: id };
    },

    async delete(api, id) {
        try {
            await api.call('DELETE', `/clients/${encodeURIComponent(id)}`);
        } catch (error) {
            if (!(error instanceof ManagementApiError && error.statusCode === 404)) {
                throw error;
            }
        }
    },
};
