import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CLIENT_CHANGES_SCHEMA, NEW_CLIENT_SCHEMA } from '../../../local/tenant/clients/client-schema.ts';
import { connectionChangesSchema, newConnectionSchema } from '../../../local/tenant/connections/connection-schema.ts';
import type { Schema } from '../../../local/tenant/schema.ts';
import { NEW_RESOURCE_SERVER } from '../../../local/tenant/shapes/resource-server.ts';
import { closed } from '../../../local/tenant/shapes/shape.ts';
import { TENANT_SETTINGS } from '../../../local/tenant/shapes/tenant-settings.ts';
import { factsPath } from '../../facts.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, bodies that Auth0 refuses', () => {
    let tenant: OpenTenant;
    let connectionId: string;
    let clientId: string;
    let apiId: string;

    before(async () => {
        tenant = await openTenant();
        const { clients, connections, resourceServers } = tenant.management;
        connectionId = String((await connections.create({ name: 'db', strategy: 'auth0' })).id);
        clientId = String((await clients.create({ name: 'App' })).client_id);
        apiId = String((await resourceServers.create({ identifier: 'https://api.example.com/' })).id);
    });
    after(() => tenant.close());

    const refuses = async (method: string, path: string, body: object, message: RegExp) => {
        const response = await tenant.call(method, `/api/v2${path}`, body);
        const answer = (await response.json()) as { message: string; errorCode: string };
        assert.equal(response.status, 400, JSON.stringify(body));
        assert.match(answer.message, message);
        assert.equal(answer.errorCode, 'invalid_body');
    };

    it('refuses options of a connection that are unknown or of the wrong type', async () => {
        const path = `/connections/${connectionId}`;
        await refuses(
            'PATCH',
            path,
            { options: { import_mode: 'yes' } },
            /Expected type boolean but found type string/,
        );
        await refuses('PATCH', path, { options: { brute_force_protection: 'yes' } }, /options\.brute_force_protection/);
        await refuses(
            'PATCH',
            path,
            { options: { import_mod: true } },
            /Additional properties not allowed: import_mod/,
        );
        await refuses('PATCH', path, { options: { passwordPolicy: 'strong' } }, /No enum match for: strong/);
        await refuses('PATCH', path, { options: { customScripts: { login: '' } } }, /String is too short/);
        await refuses('PATCH', path, { show_as_button: 'yes' }, /show_as_button/);
        const response = await tenant.management.connections.get(connectionId);
        assert.equal(response.options?.['passwordPolicy'], 'good');
    });

    it('refuses a strategy that there is not, and a wrong type for any strategy', async () => {
        await refuses('POST', '/connections', { name: 'x', strategy: 'database' }, /No enum match for: database/);
        await refuses(
            'POST',
            '/connections',
            { name: 'x', strategy: 'oidc', options: { api_enable_users: 'no' } },
            /options\.api_enable_users/,
        );
        await tenant.management.connections.create({
            name: 'enterprise',
            strategy: 'oidc',
            options: { issuer: 'https://idp.example.com' },
        });
    });

    it('takes attributes with `requires_username: false`, and refuses `true`', async () => {
        const attributes = { email: { identifier: { active: true } } };
        const { connections } = tenant.management;
        const created = await connections.create({
            name: 'flexible',
            strategy: 'auth0',
            options: { attributes, requires_username: false },
        });
        assert.equal(created.options?.['requires_username'], false);
        const options = { attributes, requires_username: true };
        await refuses('POST', '/connections', { name: 'x', strategy: 'auth0', options }, /Cannot set both/);
        await refuses('PATCH', `/connections/${String(created.id)}`, { options }, /Cannot set both/);
    });

    it('refuses properties of clients that are unknown or of the wrong type', async () => {
        const path = `/clients/${clientId}`;
        await refuses('PATCH', path, { oidc_conformant: 'yes' }, /Expected type boolean,null but found type string/);
        await refuses(
            'PATCH',
            path,
            { callback: ['https://example.com'] },
            /Additional properties not allowed: callback/,
        );
        await refuses('POST', '/clients', { name: 'App', sso: 1 }, /sso/);
        await refuses('POST', '/clients', { name: 'App', app_type: 'website' }, /No enum match for: website/);
        await refuses('POST', '/clients', { name: '<b>' }, /pattern/);
    });

    it('refuses properties of APIs that are unknown or of the wrong type', async () => {
        const path = `/resource-servers/${apiId}`;
        await refuses('PATCH', path, { allow_offline_access: 'yes' }, /allow_offline_access/);
        await refuses('PATCH', path, { scope: [] }, /Additional properties not allowed: scope/);
        await refuses('POST', '/resource-servers', { identifier: 'x', token_lifetime: 'long' }, /token_lifetime/);
        await refuses('POST', '/resource-servers', { identifier: 'x', signing_alg: 'none' }, /No enum match/);
    });

    it('knows every property of the OpenAPI document, by the same type', function () {
        const path = factsPath('auth0-management-api.openapi.json');
        if (path === undefined) this.skip();
        const { components } = JSON.parse(readFileSync(path, 'utf8')) as {
            components: { schemas: Record<string, DocumentSchema> };
        };
        const { schemas } = components;
        const problems = [
            ...compare('CreateConnectionRequestContent', newConnectionSchema('auth0'), schemas),
            ...compare('UpdateConnectionRequestContent', connectionChangesSchema('auth0'), schemas),
            ...compare('CreateClientRequestContent', NEW_CLIENT_SCHEMA, schemas),
            ...compare('UpdateClientRequestContent', CLIENT_CHANGES_SCHEMA, schemas),
            ...compare('UpdateResourceServerRequestContent', closed(NEW_RESOURCE_SERVER), schemas),
            ...compare('UpdateTenantSettingsRequestContent', closed(TENANT_SETTINGS), schemas),
        ];
        assert.deepEqual(problems, []);
    });
});

interface DocumentSchema {
    $ref?: string;
    type?: string | string[];
    properties?: Record<string, DocumentSchema>;
    items?: DocumentSchema;
}

// What the document takes, ours must take: each type at each place.
function compare(name: string, ours: Schema, schemas: Record<string, DocumentSchema>): string[] {
    const walk = (place: string, given: DocumentSchema, own: Schema | undefined): string[] => {
        const theirs = given.$ref === undefined ? given : (schemas[given.$ref.replace(/^.*\//, '')] ?? {});
        if (own === undefined) return [`${place}: not known`];
        if (own.type === undefined) return [];
        const missing = [theirs.type ?? []].flat().filter((type) => ![own.type].flat().includes(type as never));
        return [
            ...missing.map((type) => `${place}: ${type} is refused`),
            ...Object.entries(theirs.properties ?? {}).flatMap(([key, value]) =>
                walk(`${place}.${key}`, value, own.properties?.[key]),
            ),
            ...(theirs.items === undefined ? [] : walk(`${place}[]`, theirs.items, own.items)),
        ];
    };
    return walk(name, schemas[name] ?? {}, ours);
}
