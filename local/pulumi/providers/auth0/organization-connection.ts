import { textOf } from '../../values/property-value.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { type Fields, fromApi, toApi } from './case-conversion.ts';
import { unknownInputs } from './property-failures.ts';
import { deleteUnlessGone, readUnlessGone } from './unless-gone.ts';

const FIELDS: Fields = {
    assignMembershipOnLogin: { api: 'assign_membership_on_login' },
    isSignupEnabled: { api: 'is_signup_enabled' },
    showAsButton: { api: 'show_as_button' },
};

/**
 * A connection that is enabled on an organization: `auth0:index/organizationConnection:OrganizationConnection`; its ID is that of both.
 *
 * @see https://github.com/auth0/terraform-provider-auth0 internal/auth0/organization/resource_connection.go (read 2026-11-26)
 */
export const organizationConnection: Auth0Resource = {
    forceNew: ['organizationId', 'connectionId'],
    writeOnly: [],

    check(_target, _oldInputs, newInputs) {
        const known = ['organizationId', 'connectionId', ...Object.keys(FIELDS)];
        return { inputs: newInputs, failures: unknownInputs(newInputs, known) };
    },

    async create(client, inputs) {
        const organizationId = textOf(inputs['organizationId']);
        const connectionId = textOf(inputs['connectionId']);
        const body = { ...toApi(FIELDS, inputs), connection_id: connectionId };
        const made = await client.call('POST', `/organizations/${organizationId}/enabled_connections`, body);
        return {
            id: `${organizationId}::${connectionId}`,
            outputs: { organizationId, connectionId, ...fromApi(FIELDS, made) },
        };
    },

    async read(client, id) {
        const [organizationId = '', connectionId = ''] = id.split('::');
        return readUnlessGone(async () => {
            const found = await client.call('GET', pathOf(id));
            return { id, outputs: { organizationId, connectionId, ...fromApi(FIELDS, found) } };
        });
    },

    async update(client, id, { outputs }, newInputs) {
        return { ...outputs, ...fromApi(FIELDS, await client.call('PATCH', pathOf(id), toApi(FIELDS, newInputs))) };
    },

    async delete(client, id) {
        await deleteUnlessGone(() => client.call('DELETE', pathOf(id)));
    },
};

function pathOf(id: string): string {
    const [organizationId = '', connectionId = ''] = id.split('::');
    return `/organizations/${organizationId}/enabled_connections/${connectionId}`;
}
