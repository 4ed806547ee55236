import { randomBytes } from 'node:crypto';
import { requireOrganization } from '../../attachments/organizations.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { randomId } from '../../ids.ts';
import { checkpointPage, type Query } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/organizations/:id/discovery-domains';
const VERIFICATION_BYTES = 16;

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        status: { type: 'string', enum: ['pending', 'verified'] },
        use_for_organization_discovery: { type: 'boolean' },
    },
};
const NEW_DOMAIN: Schema = {
    ...CHANGES,
    required: ['domain'],
    properties: { ...CHANGES.properties, domain: { type: 'string', minLength: 3, maxLength: 255 } },
};

interface Params {
    id: string;
    domainId: string;
}

/** Serves `/organizations/{id}/discovery-domains`; nobody looks at the DNS here. */
export function organizationDiscoveryDomainRoutes(app: App, { store }: Tenant): void {
    const requireDomain = ({ id, domainId }: Params): JsonObject & { id: string; domain: string } => {
        const domain = requireOrganization(store, id).discoveryDomains.get(domainId);
        if (domain === undefined) throw new ApiError(404, 'No organization domain found by that id');
        return domain;
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:organization_discovery_domains'] } },
        ({ params, query }) => {
            const domains = [...requireOrganization(store, params.id).discoveryDomains.values()];
            const { items, next } = checkpointPage(domains, query, ({ id }) => id);
            return { domains: items, ...(next !== undefined && { next }) };
        },
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['create:organization_discovery_domains'] } },
        async ({ params, body }, reply) => {
            const organization = requireOrganization(store, params.id);
            const { domain, ...settings } = requirePayload(NEW_DOMAIN, body) as JsonObject & { domain: string };
            if ([...organization.discoveryDomains.values()].some((other) => other.domain === domain))
                throw new ApiError(409, 'An organization domain with this name already exists.');
            const created = {
                id: randomId('ord_'),
                domain,
                status: 'pending',
                ...settings,
                verification_host: `_ss-verification.${organization.id}.${domain}`,
                verification_txt: randomBytes(VERIFICATION_BYTES).toString('hex'),
            };
            organization.discoveryDomains.set(created.id, created);
            store.organizations.noteChange(organization.id);
            return reply.code(201).send(created);
        },
    );

    app.get<{ Params: { id: string; domain: string } }>(
        `${PATH}/name/:domain`,
        { config: { scopes: ['read:organization_discovery_domains'] } },
        ({ params }) => {
            const domains = [...requireOrganization(store, params.id).discoveryDomains.values()];
            const named = domains.find(({ domain }) => domain === params.domain.toLowerCase());
            if (named === undefined) throw new ApiError(404, 'No organization domain found by that name');
            return named;
        },
    );

    app.get<{ Params: Params }>(
        `${PATH}/:domainId`,
        { config: { scopes: ['read:organization_discovery_domains'] } },
        ({ params }) => requireDomain(params),
    );

    app.patch<{ Params: Params }>(
        `${PATH}/:domainId`,
        { config: { scopes: ['update:organization_discovery_domains'] } },
        ({ params, body }) => {
            const changed = { ...requireDomain(params), ...requirePayload(CHANGES, body) };
            requireOrganization(store, params.id).discoveryDomains.set(changed.id, changed);
            store.organizations.noteChange(params.id);
            return changed;
        },
    );

    app.delete<{ Params: Params }>(
        `${PATH}/:domainId`,
        { config: { scopes: ['delete:organization_discovery_domains'] } },
        async ({ params }, reply) => {
            requireOrganization(store, params.id).discoveryDomains.delete(params.domainId);
            store.organizations.noteChange(params.id);
            return reply.code(204).send();
        },
    );
}
