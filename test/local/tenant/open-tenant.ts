import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ManagementClient } from 'auth0';
import {
    createManualClock,
    type LocalTenant,
    type LocalTenantOptions,
    startLocalTenant,
} from '../../../local/tenant/index.ts';
import { createHttpsFetch } from './https-fetch.ts';
import { observeState } from './observed-state.ts';
import { createResponseCheck } from './openapi/response-check.ts';

/** A local tenant for a test, with the official SDK and a plain `fetch` for it. */
export interface OpenTenant extends LocalTenant {
    fetch: typeof fetch;
    management: ManagementClient;
    /** The SDK with the credentials of another client. */
    managementAs(clientId: string, clientSecret: string): ManagementClient;
    /** Asks `/oauth/token` with a form and returns status and body. */
    askToken(form: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
    /** Logs in by password-realm with the tenant's own client. */
    logIn(
        realm: string,
        username: string,
        password: string,
    ): Promise<{ status: number; body: Record<string, unknown> }>;
    /** A token for the Management API, of the tenant's own client. */
    token(): Promise<string>;
    /** Calls the Management API without the SDK, with a token of the tenant's own client. */
    call(method: string, path: string, body?: unknown): Promise<Response>;
}

const checkResponse = createResponseCheck();

// `TENANT_STORE=file` runs the same specs on tenants that are kept in a file.
const IS_STORED = process.env['TENANT_STORE'] === 'file';

/** Starts a tenant, every answer of whose Management API is checked against Auth0's OpenAPI document; `seed` holds the entries of a seed file in place of `seedFile`. */
export async function openTenant({
    seed,
    ...options
}: LocalTenantOptions & { seed?: object[] | undefined } = {}): Promise<OpenTenant> {
    const folder = await mkdtemp(join(tmpdir(), 'tenant-test-'));
    const seedFile = join(folder, 'seed.ndjson');
    if (seed !== undefined) await writeFile(seedFile, seed.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const stored = IS_STORED ? { storeFile: join(folder, 'tenant.db') } : {};
    const tenant = await startLocalTenant({ jobRate: 1_000_000, ...stored, ...options, ...(seed && { seedFile }) });
    const plainFetch = createHttpsFetch(await readFile(tenant.caFile, 'utf8'));
    const { domain } = tenant;
    const contradictions = new Set<string>();
    const httpsFetch: typeof fetch = async (input, init) => {
        const request = new Request(input, init);
        const response = await plainFetch(request);
        const { pathname, search } = new URL(request.url);
        const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
        if (pathname.startsWith('/api/v2/') && (isJson || response.status === 204)) {
            const body = isJson ? await response.clone().text() : '';
            const answer = { method: request.method, path: pathname + search, status: response.status, body };
            for (const problem of checkResponse(answer)) contradictions.add(problem);
        }
        return response;
    };

    const managementAs = (clientId: string, clientSecret: string) =>
        new ManagementClient({ domain, clientId, clientSecret, fetch: httpsFetch, maxRetries: 0 });

    const askToken = async (form: Record<string, string>) => {
        const response = await httpsFetch(`https://${domain}/oauth/token`, {
            method: 'POST',
            body: new URLSearchParams(form),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const ownClient = { client_id: tenant.clientId, client_secret: tenant.clientSecret };
    let ownToken: string | undefined;
    const token = async () => {
        const audience = `https://${domain}/api/v2/`;
        ownToken ??= String(
            (await askToken({ ...ownClient, grant_type: 'client_credentials', audience })).body['access_token'],
        );
        return ownToken;
    };

    return {
        ...tenant,
        fetch: httpsFetch,
        management: managementAs(tenant.clientId, tenant.clientSecret),
        managementAs,
        askToken,
        logIn: (realm, username, password) =>
            askToken({
                ...ownClient,
                grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                realm,
                username,
                password,
            }),
        token,
        async call(method, path, body) {
            return httpsFetch(`https://${domain}${path}`, {
                method,
                headers: {
                    authorization: `Bearer ${await token()}`,
                    ...(body !== undefined && { 'content-type': 'application/json' }),
                },
                ...(body !== undefined && { body: JSON.stringify(body) }),
            });
        },
        async close() {
            // Tests of plans and of faults leave tenants that can't be read at will.
            const isReadable =
                IS_STORED && options.storeFile === undefined && options.plan === undefined && options.control !== true;
            const state = isReadable ? await copyAsKilled(folder, () => observe(tenant, plainFetch)) : undefined;
            plainFetch.close();
            await tenant.close();
            if (state !== undefined) await requireSurvival(state, { ...options, folder: `${folder}-killed` });
            await rm(folder, { recursive: true, force: true });
            assert.deepEqual([...contradictions], [], "answers that Auth0's OpenAPI document does not allow");
        },
    };
}

// Copies what a process leaves that is killed now: the log of the database is not merged, and nothing says goodbye.
async function copyAsKilled(
    folder: string,
    read: () => Promise<Map<string, unknown> | undefined>,
): Promise<Map<string, unknown> | undefined> {
    for (;;) {
        const before = await read();
        await rm(`${folder}-killed`, { recursive: true, force: true });
        await cp(folder, `${folder}-killed`, { recursive: true });
        // A job that the test began may have gone on meanwhile.
        if (isDeepStrictEqual(await read(), before)) return before;
    }
}

async function requireSurvival(
    before: Map<string, unknown>,
    { folder, ...options }: LocalTenantOptions & { folder: string },
): Promise<void> {
    const clock = options.clock ?? createManualClock(Date.now());
    const tenant = await startLocalTenant({ ...options, clock, storeFile: join(folder, 'tenant.db') });
    const tenantFetch = createHttpsFetch(await readFile(tenant.caFile, 'utf8'));
    try {
        assert.deepEqual(
            await observe(tenant, tenantFetch),
            before,
            'what a killed tenant shows when it is started again',
        );
    } finally {
        tenantFetch.close();
        await tenant.close();
        await rm(folder, { recursive: true, force: true });
    }
}

async function observe(
    { domain, clientId, clientSecret }: LocalTenant,
    tenantFetch: typeof fetch,
): Promise<Map<string, unknown> | undefined> {
    const response = await tenantFetch(`https://${domain}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
            grant_type: 'client_credentials',
            client_id: clientId,
            client_secret: clientSecret,
            audience: `https://${domain}/api/v2/`,
        }),
    });
    // The test took the client's rights away, or ordered that calls go wrong.
    if (!response.ok) return undefined;
    const { access_token: token } = (await response.json()) as { access_token: string };
    return observeState(async (path) => {
        const answer = await tenantFetch(`https://${domain}${path}`, { headers: { authorization: `Bearer ${token}` } });
        return answer.json();
    });
}
