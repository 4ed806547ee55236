import type { Organization } from '../../attachments/organization.ts';
import { NEW_ENABLED_CONNECTION, requireSignUpWithMembership } from '../../attachments/organization-connection.ts';
import { formatEnabledConnection, formatOrganization, requireOrganization } from '../../attachments/organizations.ts';
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
import { COUNT, closed, FLAG, list, open, orNull, TEXT } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

const COLORS = closed({ primary: TEXT, page_background: TEXT }, { required: ['primary', 'page_background'] });
const QUOTA = { ...COUNT, minimum: 1, maximum: 2_147_483_647 };
const QUOTAS = closed({ enforce: FLAG, per_day: QUOTA, per_hour: QUOTA }, { minProperties: 1 });

const PROPERTIES: NonNullable<Schema['properties']> = {
    name: { ...TEXT, minLength: 1, maxLength: 50, pattern: /^[a-z0-9][a-z0-9_-]*$/ },
    display_name: { ...TEXT, minLength: 1, maxLength: 255 },
    branding: closed({ colors: COLORS, logo_url: TEXT }),
    metadata: orNull(open({}, { maxProperties: 25 })),
    token_quota: orNull(closed({ client_credentials: QUOTAS }, { required: ['client_credentials'] })),
    // Not in the document, but in recordings.
    third_party_client_access: TEXT,
    is_app_entitlement_active: FLAG,
};
const CHANGES: Schema = closed(PROPERTIES);
const NEW_ORGANIZATION: Schema = closed(
    {
        ...PROPERTIES,
        enabled_connections: list(NEW_ENABLED_CONNECTION, { maxItems: MAX_CONNECTIONS_PER_ORGANIZATION }),
    },
    { required: ['name'] },
);

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
            for (const { connection_id: id, ...settings } of connections ?? []) {
                if (!store.connections.has(id)) throw invalidBody('No connection found by that id');
                requireSignUpWithMembership(settings);
            }
            const organization: Organization = {
                id: randomId('org_'),
                createdAt: clock.now(),
                attributes,
                members: new Timeline(),
                memberRoles: new Map(),
                connections: new Map(connections?.map(({ connection_id: id, ...settings }) => [id, settings])),
                clientGrants: new Set(),
                invitations: new Map(),
                discoveryDomains: new Map(),
            };
            store.organizations.set(organization.id, organization);
            const shown = connections?.map(({ connection_id: id }) => formatEnabledConnection(store, organization, id));
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
