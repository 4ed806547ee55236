import type { Organization } from '../../attachments/organization.ts';
import {
    formatOrganization,
    formatOrganizationConnection,
    requireOrganization,
} from '../../attachments/organizations.ts';
import { Timeline } from '../../attachments/timeline.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { randomId } from '../../ids.ts';
import { MAX_CONNECTIONS_PER_ORGANIZATION, MAX_ORGANIZATIONS_OR_MEMBERS } from '../../limits.ts';
import { answerTimeline } from '../../lists.ts';
import type { Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        name: { type: 'string', minLength: 1, maxLength: 50, pattern: /^[a-z0-9][a-z0-9_-]*$/ },
        display_name: { type: 'string', minLength: 1, maxLength: 255 },
        branding: { type: 'object' },
        metadata: { type: 'object' },
        token_quota: { type: ['object', 'null'] },
        third_party_client_access: { type: 'string' },
    },
};
const NEW_ORGANIZATION: Schema = {
    ...CHANGES,
    required: ['name'],
    properties: {
        ...CHANGES.properties,
        enabled_connections: {
            type: 'array',
            maxItems: MAX_CONNECTIONS_PER_ORGANIZATION,
            items: { type: 'object', required: ['connection_id'], properties: { connection_id: { type: 'string' } } },
        },
    },
};

/** Serves `/organizations`. */
export function organizationRoutes(app: App, { store, clock }: Tenant): void {
    const READ = { config: { scopes: ['read:organizations', 'read:organizations_summary'] } };

    const findNamed = (name: string) =>
        [...store.organizations.values()].find(({ attributes }) => attributes.name === name);
    const requireFreeName = (name: string | undefined, own?: Organization) => {
        const other = name === undefined ? undefined : findNamed(name);
        if (other !== undefined && other !== own)
            throw new ApiError(409, 'An organization with this name already exists.', 'organization_conflict');
    };

    app.get<{ Querystring: Query }>('/organizations', READ, ({ query }) => {
        const entries = [...store.organizations.values()].map(({ id, createdAt }) => ({ id, at: createdAt }));
        entries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
        return answerTimeline(entries, query, 'organizations', (id) =>
            formatOrganization(requireOrganization(store, id)),
        );
    });

    app.post(
        '/organizations',
        { config: { scopes: ['create:organizations', 'create:organization_connections'] } },
        async (request, reply) => {
            const body = requirePayload(NEW_ORGANIZATION, request.body) as JsonObject & { name: string };
            const { enabled_connections: connections, ...attributes } = body as typeof body & {
                enabled_connections?: (JsonObject & { connection_id: string })[];
            };
            requireFreeName(body.name);
            if (store.organizations.size >= MAX_ORGANIZATIONS_OR_MEMBERS)
                throw new ApiError(
                    403,
                    'You reached the limit of entities of this type for this tenant.',
                    'too_many_entities',
                );
            for (const { connection_id: id } of connections ?? [])
                if (!store.connections.has(id)) throw invalidBody('No connection found by that id');
            const organization: Organization = {
                id: randomId('org_'),
                createdAt: clock.now(),
                attributes,
                members: new Timeline(),
                memberRoles: new Map(),
                connections: new Map(connections?.map(({ connection_id: id, ...settings }) => [id, settings])),
                invitations: new Map(),
                discoveryDomains: new Map(),
            };
            store.organizations.set(organization.id, organization);
            const shown = connections?.map(({ connection_id: id }) =>
                formatOrganizationConnection(store, organization, id),
            );
            return reply.code(201).send({
                ...formatOrganization(organization),
                ...(shown !== undefined && { enabled_connections: shown }),
            });
        },
    );

    app.get<{ Params: { name: string } }>(
        '/organizations/name/:name',
        { config: { scopes: ['read:organizations'] } },
        ({ params }) => formatOrganization(requireOrganization(store, findNamed(params.name)?.id ?? '')),
    );

    app.get<{ Params: { id: string } }>('/organizations/:id', READ, ({ params }) =>
        formatOrganization(requireOrganization(store, params.id)),
    );

    app.patch<{ Params: { id: string } }>(
        '/organizations/:id',
        { config: { scopes: ['update:organizations'] } },
        ({ params, body }) => {
            const organization = requireOrganization(store, params.id);
            const changes = requirePayload(CHANGES, body) as JsonObject & { name?: string };
            requireFreeName(changes.name, organization);
            const merged: JsonObject & { name: string } = { ...organization.attributes, ...changes };
            const kept = Object.entries(merged).filter(([, value]) => value !== null);
            organization.attributes = Object.fromEntries(kept) as typeof merged;
            store.organizations.noteChange(organization.id);
            return formatOrganization(organization);
        },
    );

    app.delete<{ Params: { id: string } }>(
        '/organizations/:id',
        { config: { scopes: ['delete:organizations'] } },
        async ({ params }, reply) => {
            const organization = requireOrganization(store, params.id);
            for (const userId of [...organization.members.entries()].map(({ id }) => id))
                store.attachments.of(userId).organizations.delete(organization);
            for (const userId of organization.memberRoles.keys())
                store.attachments.of(userId).organizations.delete(organization);
            store.organizations.delete(organization.id);
            return reply.code(204).send();
        },
    );
}
