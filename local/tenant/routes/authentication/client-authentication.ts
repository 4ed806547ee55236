import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../../entities.ts';
import { OAuthError } from '../../errors.ts';
import type { Tenant } from '../../tenant.ts';

/** The fields of a request. */
export type Form = Record<string, unknown>;

/**
 * Finds the client that makes a request, by what it proves itself with.
 *
 * @param grant - which the client must be allowed; undefined for a call that is no grant
 * @throws {OAuthError} 401 `access_denied`, 403 `unauthorized_client`
 */
export function requireClient(tenant: Tenant, request: FastifyRequest, form: Form, grant: string | undefined): Client {
    const basic = basicCredentials(request.headers.authorization);
    const clientId = basic?.clientId ?? text(form, 'client_id');
    const secret = basic?.secret ?? text(form, 'client_secret');
    if (clientId === undefined) throw missing('client_id');
    const client = tenant.store.clients.get(clientId);
    if (client === undefined) throw new OAuthError(401, 'access_denied', 'Unauthorized');
    const isPublic = client.attributes['token_endpoint_auth_method'] === 'none';
    const needsSecret = !isPublic || grant === 'client_credentials';
    if (needsSecret && !isSame(secret ?? '', client.clientSecret))
        throw new OAuthError(401, 'access_denied', 'Unauthorized');
    if (grant === undefined) return client;
    const allowed = client.attributes['grant_types'];
    if (!Array.isArray(allowed) || !allowed.includes(grant))
        throw new OAuthError(
            403,
            'unauthorized_client',
            `Grant type '${grant}' not allowed for the client.`,
            'https://auth0.com/docs/clients/client-grant-types',
        );
    return client;
}

function basicCredentials(header: string | undefined): { clientId: string; secret: string } | undefined {
    const [scheme, encoded] = (header ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return undefined;
    const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    try {
        // RFC 6749, 2.3.1: both are form-encoded before they are joined.
        return { clientId: decodeURIComponent(clientId), secret: decodeURIComponent(rest.join(':')) };
    } catch {
        return undefined;
    }
}

/**
 * Says from where a request comes; a client on a server that is trusted with it may say for whom it asks.
 *
 * @see https://auth0.com/docs/get-started/authentication-and-authorization-flow/resource-owner-password-flow/avoid-common-issues-with-resource-owner-password-flow-and-attack-protection (read 2026-11-26)
 */
export function addressOf(request: FastifyRequest, { attributes }: Client): string {
    const isPublic = attributes['token_endpoint_auth_method'] === 'none';
    const isTrusted = attributes['is_token_endpoint_ip_header_trusted'] === true && !isPublic;
    const forwarded = isTrusted ? request.headers['auth0-forwarded-for'] : undefined;
    return typeof forwarded === 'string' && forwarded !== '' ? forwarded : request.ip;
}

/** Reads the fields of a form or of a JSON body. */
export function readForm(body: unknown): Form {
    return typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? (body as Form) : {};
}

/** Reads a text that is not empty. */
export function text(form: Form, name: string): string | undefined {
    const value = Object.hasOwn(form, name) ? form[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Reads a text that must be there.
 *
 * @throws {OAuthError} 400 `invalid_request`
 */
export function required(form: Form, name: string): string {
    const value = text(form, name);
    if (value === undefined) throw missing(name);
    return value;
}

function missing(name: string): OAuthError {
    return new OAuthError(400, 'invalid_request', `Missing required parameter: ${name}`);
}

function isSame(given: string, expected: string): boolean {
    const [left, right] = [Buffer.from(given), Buffer.from(expected)];
    return left.length === right.length && timingSafeEqual(left, right);
}
