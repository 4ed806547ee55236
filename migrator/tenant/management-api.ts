import { ManagementClient } from 'auth0';
import { MigrationError } from '../errors.ts';
import { loggedFetch } from '../log/logged-fetch.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type AccessToken, type ClientCredentials, requestAccessToken } from './access-token.ts';
import type { TenantAssignments } from './assignments.ts';
import { assignmentsApi, type ManagementCall } from './assignments-api.ts';
import { connectionRulesOf } from './connection-rules.ts';
import type { TenantConnections } from './connections.ts';
import { connectionsApi } from './connections-api.ts';
import type { TenantJobs } from './jobs.ts';
import { jobsApi } from './jobs-api.ts';
import { type RateGroup, rateGroupOf } from './rate-group.ts';
import type { RateLimitListener } from './rate-limiter.ts';
import { isStatus } from './request-failure.ts';
import { errorCodeOf, sdkFailure } from './sdk-failure.ts';
import { AnswerIncomplete, listOf, totalOf } from './sdk-page.ts';
import type { Connection, DatabaseScripts, Tenant } from './tenant.ts';

/** A token is renewed this long before it ends, so that none ends on its way. */
const RENEW_BEFORE_END_MS = 60_000;

/**
 * A tenant through Auth0's Management API, with the official SDK.
 *
 * The SDK's own retries are off: it would repeat the upload of an import, and so could make a second job.
 */
export class ManagementApi implements Tenant {
    readonly domain: string;
    readonly assignments: TenantAssignments;
    readonly connections: TenantConnections;
    readonly jobs: TenantJobs;
    private readonly limits: Partial<Record<RateGroup, number>> = {};
    private readonly credentials: ClientCredentials;
    private readonly client: ManagementClient;
    private token: Promise<AccessToken> | undefined;

    constructor(credentials: ClientCredentials, onRateLimit: RateLimitListener | undefined) {
        this.domain = credentials.domain;
        this.credentials = credentials;
        this.client = new ManagementClient({
            domain: credentials.domain,
            token: async () => (await this.currentToken()).value,
            maxRetries: 0,
            timeoutInSeconds: 60,
            fetch: async (input, init) => {
                const answer = await loggedFetch(input, init);
                const group = rateGroupOf(init?.method ?? 'GET', new URL(urlOf(input)).pathname);
                const limit = Number(answer.headers.get('x-ratelimit-limit') ?? 0);
                if (limit > 0) this.limits[group] = limit;
                onRateLimit?.(group, answer.headers);
                return answer;
            },
        });
        const call: ManagementCall = (request, send) => this.call(request, send);
        this.assignments = assignmentsApi(this.client, call);
        this.connections = connectionsApi(this.client, call);
        this.jobs = jobsApi(this.client, call, credentials.domain);
    }

    async grantedScopes(): Promise<readonly string[]> {
        return (await this.currentToken()).scopes;
    }

    async findConnection(name: string): Promise<Connection | undefined> {
        const found = await this.call('GET /connections', async () =>
            listOf(await this.client.connections.list({ name, take: 1 })),
        );
        const connection = found.find((candidate) => candidate.name === name);
        if (connection === undefined) return undefined;
        const options = (connection.options ?? {}) as Record<string, unknown>;
        return {
            id: connection.id ?? '',
            name,
            strategy: connection.strategy ?? '',
            isCustomDatabase: options['enabledDatabaseCustomization'] === true,
            isImportMode: options['import_mode'] === true,
            ...(connection.options === undefined ? {} : { rules: connectionRulesOf(options) }),
        };
    }

    rateLimits(): Readonly<Partial<Record<RateGroup, number>>> {
        return this.limits;
    }

    async isEnabledForAnyClient(connectionId: string): Promise<boolean> {
        const clients = await this.call('GET /connections/{id}/clients', async () =>
            listOf(await this.client.connections.clients.get(connectionId, { take: 1 })),
        );
        return clients.length > 0;
    }

    async enabledFactors(): Promise<readonly string[]> {
        const factors = await this.call('GET /guardian/factors', async () => {
            const data = await this.client.guardian.factors.list();
            return listOf({ data, response: data });
        });
        return factors.filter(({ enabled }) => enabled).map(({ name = '' }) => name);
    }

    async countUsers(connectionName?: string): Promise<number> {
        return await this.count(
            connectionName === undefined ? undefined : `identities.connection:${quoted(connectionName)}`,
        );
    }

    async countLinkedUsers(connectionName: string): Promise<number> {
        return await this.count(linkedUsersOf(connectionName));
    }

    async listLinkedUsers(connectionName: string, page: number): Promise<readonly UserRecord[]> {
        const request = { q: linkedUsersOf(connectionName), page, per_page: 100, fields: 'user_id,identities' };
        return await this.call('GET /users', async () => listOf(await this.client.users.list(request)));
    }

    async countUsersOfId(userId: string): Promise<number> {
        return await this.count(`user_id:${quoted(userId)}`);
    }

    private async count(q: string | undefined): Promise<number> {
        const request = { ...(q === undefined ? {} : { q }), per_page: 1, include_totals: true, fields: 'user_id' };
        return await this.call('GET /users', async () => totalOf(await this.client.users.list(request)));
    }

    async findUsersByEmail(email: string): Promise<readonly UserRecord[]> {
        // Auth0 stores the addresses of its databases in lower case, and looks them up as they are given.
        return await this.call('GET /users-by-email', async () => {
            const users = await this.client.users.listUsersByEmail({ email: email.toLowerCase() });
            return listOf({ data: users, response: users });
        });
    }

    async findUserById(userId: string): Promise<UserRecord | undefined> {
        return await this.call('GET /users/{id}', async () => {
            try {
                return profileOf(await this.client.users.get(userId));
            } catch (error) {
                if (isStatus(error, 404)) return undefined;
                throw error;
            }
        });
    }

    async searchUsers(
        connectionName: string,
        field: Parameters<Tenant['searchUsers']>[1],
        value: string,
    ): Promise<readonly UserRecord[]> {
        const q = `identities.connection:${quoted(connectionName)} AND ${field}:${quoted(value)}`;
        return await this.call('GET /users', async () => listOf(await this.client.users.list({ q, per_page: 10 })));
    }

    async listLogTypes(address: string): Promise<readonly string[]> {
        const request = { search: `user_name:${quoted(address.toLowerCase())}`, per_page: 100, fields: 'type' };
        const events = await this.call('GET /logs', async () => listOf(await this.client.logs.list(request)));
        return events.flatMap(({ type }) => type ?? []);
    }

    async readDatabaseScripts(connectionId: string): Promise<DatabaseScripts> {
        const connection = await this.call('GET /connections/{id}', () => this.client.connections.get(connectionId));
        const options = (connection.options ?? {}) as Record<string, unknown>;
        const scripts = Object.entries((options['customScripts'] ?? {}) as Record<string, unknown>);
        return {
            areReadable: connection.options !== undefined,
            isCustomDatabase: options['enabledDatabaseCustomization'] === true,
            isImportMode: options['import_mode'] === true,
            hasScriptContext: options['enable_script_context'] === true,
            scripts: Object.fromEntries(
                scripts.filter(
                    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
                ),
            ),
        };
    }

    async updateUser(userId: string, body: UserRecord): Promise<UserRecord | undefined> {
        return await this.call('PATCH /users/{id}', async () => {
            try {
                return profileOf(await this.client.users.update(userId, body));
            } catch (error) {
                if (isStatus(error, 404)) return undefined;
                throw error;
            }
        });
    }

    async linkUsers(userId: string, connectionId: string, secondaryUserId: string): Promise<void> {
        await this.call('POST /users/{id}/identities', () =>
            this.client.users.identities.link(userId, {
                provider: 'auth0',
                connection_id: connectionId,
                user_id: secondaryUserId,
            }),
        );
    }

    async unlinkUser(userId: string, secondaryUserId: string): Promise<void> {
        await this.call('DELETE /users/{id}/identities/{provider}/{user_id}', () =>
            this.client.users.identities.delete(userId, 'auth0', secondaryUserId.replace(/^auth0\|/, '')),
        );
    }

    async newestChange(connectionName: string): Promise<string | undefined> {
        const request = {
            q: `identities.connection:${quoted(connectionName)}`,
            sort: 'updated_at:-1',
            per_page: 1,
            fields: 'updated_at',
        };
        const [newest] = await this.call('GET /users', async () => listOf(await this.client.users.list(request)));
        const updatedAt: unknown = newest?.updated_at;
        return typeof updatedAt === 'string' ? updatedAt : undefined;
    }

    async deleteAuthenticators(userId: string): Promise<void> {
        await this.call('DELETE /users/{id}/authenticators', async () => {
            try {
                await this.client.users.authenticators.deleteAll(userId);
            } catch (error) {
                if (!isStatus(error, 404)) throw error;
            }
        });
    }

    async deleteUser(userId: string): Promise<void> {
        await this.call('DELETE /users/{id}', () => this.client.users.delete(userId));
    }

    async deleteConnectionUser(connectionId: string, email: string): Promise<void> {
        await this.call('DELETE /connections/{id}/users', () =>
            this.client.connections.users.deleteByEmail(connectionId, { email: email.toLowerCase() }),
        );
    }

    async createPasswordTicket(connectionId: string, email: string): Promise<string> {
        return await this.call('POST /tickets/password-change', async () => {
            const answer = await this.client.tickets.changePassword({ connection_id: connectionId, email });
            // The SDK takes any answer for one of Auth0.
            const { ticket } = answer as { readonly ticket?: string };
            if (ticket === undefined) throw new AnswerIncomplete();
            return ticket;
        });
    }

    private async call<T>(request: string, send: () => PromiseLike<T>): Promise<T> {
        try {
            return await send();
        } catch (error) {
            // A token that was revoked before its end is asked for anew at the next call.
            if (isStatus(error, 401)) this.token = undefined;
            const failure = sdkFailure(this.domain, request, error);
            if (errorCodeOf(error) === 'connection_is_disabled') {
                throw new MigrationError(
                    'CONNECTION_DISABLED',
                    `Auth0 accepts no imports for a connection without an enabled client. Enable the target connection for at least one ` +
                        `client (\`enabledClients\`), then run again.`,
                    { statusCode: 400 },
                );
            }
            throw failure;
        }
    }

    private async currentToken(): Promise<AccessToken> {
        const known = await this.token?.catch(() => undefined);
        if (known !== undefined && known.expiresAt - RENEW_BEFORE_END_MS > Date.now()) return known;
        this.token = requestAccessToken(this.credentials, Date.now);
        return await this.token;
    }
}

// A profile without an ID would be a user without an identity, an address or anything else.
function profileOf<T extends { user_id?: string | undefined }>(profile: T): T {
    if (typeof profile.user_id !== 'string') throw new AnswerIncomplete();
    return profile;
}

function urlOf(input: string | URL | Request): string {
    return input instanceof Request ? input.url : String(input);
}

function quoted(value: string): string {
    return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

// Only linked identities have profile data of their own.
function linkedUsersOf(connectionName: string): string {
    return `identities.connection:${quoted(connectionName)} AND _exists_:identities.profileData.email`;
}
