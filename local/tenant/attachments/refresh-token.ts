import { createHash, randomBytes } from 'node:crypto';
import type { Client, JsonObject } from '../entities.ts';
import { isoTime } from '../formatters.ts';
import { MAX_REFRESH_TOKENS } from '../limits.ts';
import type { TenantStore } from '../store.ts';

/** What a refresh token is good for. */
export interface RefreshTokenGrant {
    client: Client;
    userId: string;
    audience: string;
    scope: string;
    ip: string;
    userAgent: string | undefined;
    nowMs: number;
}

/**
 * Gives a user a refresh token. What is kept of it, and what the Management API shows, is not enough to make it again: its ID is a digest.
 *
 * @returns the token itself
 */
export function giveRefreshToken(store: TenantStore, grant: RefreshTokenGrant): string {
    const { client, userId, audience, scope, ip, userAgent, nowMs } = grant;
    const token = `v1.${randomBytes(48).toString('base64url')}`;
    const settings = settingsOf(client);
    const device = { initial_ip: ip, last_ip: ip, initial_user_agent: userAgent, last_user_agent: userAgent };
    const { refreshTokens } = store.attachments.of(userId);
    refreshTokens.set(refreshTokenId(token), {
        id: refreshTokenId(token),
        user_id: userId,
        created_at: isoTime(nowMs),
        idle_expires_at: expiry(nowMs, settings['infinite_idle_token_lifetime'], settings['idle_token_lifetime']),
        expires_at: expiry(nowMs, settings['infinite_token_lifetime'], settings['token_lifetime']),
        device: Object.fromEntries(Object.entries(device).filter(([, value]) => value !== undefined)),
        client_id: client.clientId,
        // Recorded: a login with a password makes no session.
        session_id: null,
        rotating: isRotating(client),
        resource_servers: [{ audience, scopes: scope }],
        last_exchanged_at: null,
    });
    const ofClient = [...refreshTokens.values()].filter(({ client_id: id }) => id === client.clientId);
    const [oldest] = ofClient;
    if (ofClient.length > MAX_REFRESH_TOKENS && oldest !== undefined) refreshTokens.delete(String(oldest['id']));
    return token;
}

/** Finds a refresh token that is good for a client, and whose it is. */
export function findRefreshToken(
    store: TenantStore,
    { token, clientId, nowMs }: { token: string; clientId: string; nowMs: number },
): { userId: string; audience: string; scope: string } | undefined {
    const id = refreshTokenId(token);
    for (const [userId, { refreshTokens }] of store.attachments.all()) {
        const found = refreshTokens.get(id);
        if (found === undefined) continue;
        const ends = [found['expires_at'], found['idle_expires_at']].filter((time) => typeof time === 'string');
        if (found['client_id'] !== clientId || ends.some((time) => Date.parse(time) <= nowMs)) return undefined;
        const [server] = found['resource_servers'] as [{ audience: string; scopes: string }];
        return { userId, audience: server.audience, scope: server.scopes };
    }
    return undefined;
}

/**
 * Notes that a refresh token was exchanged; one that rotates is used up by it.
 *
 * @returns the token that takes its place, if one does
 */
export function useRefreshToken(store: TenantStore, token: string, grant: RefreshTokenGrant): string | undefined {
    const { refreshTokens } = store.attachments.of(grant.userId);
    const id = refreshTokenId(token);
    const found = refreshTokens.get(id);
    if (found === undefined) return undefined;
    if (isRotating(grant.client)) {
        refreshTokens.delete(id);
        return giveRefreshToken(store, grant);
    }
    const settings = settingsOf(grant.client);
    refreshTokens.set(id, {
        ...found,
        last_exchanged_at: isoTime(grant.nowMs),
        idle_expires_at: expiry(grant.nowMs, settings['infinite_idle_token_lifetime'], settings['idle_token_lifetime']),
    });
    return undefined;
}

/** Takes a refresh token of a client back. */
export function revokeRefreshToken(store: TenantStore, token: string, clientId: string): void {
    const id = refreshTokenId(token);
    for (const [userId, { refreshTokens }] of store.attachments.all()) {
        if (refreshTokens.get(id)?.['client_id'] !== clientId) continue;
        refreshTokens.delete(id);
        store.attachments.noteChange(userId);
    }
}

function refreshTokenId(token: string): string {
    return `rft_${createHash('sha256').update(token).digest('base64url').replaceAll(/[-_]/g, '').slice(0, 24)}`;
}

function settingsOf(client: Client): JsonObject {
    const settings = client.attributes['refresh_token'];
    return typeof settings === 'object' && settings !== null ? (settings as JsonObject) : {};
}

function isRotating(client: Client): boolean {
    return settingsOf(client)['rotation_type'] === 'rotating';
}

function expiry(nowMs: number, isInfinite: unknown, seconds: unknown): string | null {
    return isInfinite === false && typeof seconds === 'number' ? isoTime(nowMs + seconds * 1000) : null;
}
