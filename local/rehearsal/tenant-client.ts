import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';

/** What a tenant answered. */
export interface Answer {
    readonly status: number;
    readonly body: unknown;
}

/** The few calls by which a rehearsal plays the people around a migration: those who log in, and those who sign up early. */
export interface TenantClient {
    /** Calls the Management API with a token of the client that may do everything. */
    management(method: string, path: string, body?: object): Promise<Answer>;
    /** Logs a user in with a password; true when Auth0 gives a token. */
    logIn(connection: string, email: string, password: string): Promise<boolean>;
    /** Adds lines of a seed file through the control API, past all that Auth0 lets anybody do. */
    seed(lines: Iterable<object>): Promise<Answer>;
    close(): void;
}

/** Makes a client of a local tenant, which trusts the tenant's own certificate authority and no other. */
export async function openTenantClient(tenant: {
    readonly domain: string;
    readonly caFile: string;
    readonly clientId: string;
    readonly clientSecret: string;
}): Promise<TenantClient> {
    const agent = new Agent({ ca: await readFile(tenant.caFile), keepAlive: true });
    const credentials = { client_id: tenant.clientId, client_secret: tenant.clientSecret };
    const send = (method: string, path: string, body: object | undefined, token?: string) =>
        post(agent, `https://${tenant.domain}${path}`, method, body === undefined ? '' : JSON.stringify(body), {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        });
    const answer = await send('POST', '/oauth/token', {
        ...credentials,
        grant_type: 'client_credentials',
        audience: `https://${tenant.domain}/api/v2/`,
    });
    const token = (answer.body as { access_token: string }).access_token;
    return {
        management: (method, path, body) => send(method, `/api/v2${path}`, body, token),
        async logIn(connection, email, password) {
            const { status } = await send('POST', '/oauth/token', {
                ...credentials,
                grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                realm: connection,
                username: email,
                password,
            });
            return status === 200;
        },
        seed: (lines) =>
            post(
                agent,
                `https://${tenant.domain}/_local/seed`,
                'POST',
                [...lines].map((line) => `${JSON.stringify(line)}\n`).join(''),
                { 'content-type': 'application/x-ndjson' },
            ),
        close: () => {
            agent.destroy();
        },
    };
}

function post(
    agent: Agent,
    url: string,
    method: string,
    body: string,
    headers: Readonly<Record<string, string>>,
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const call = request(url, { agent, method, headers }, (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
                const text = Buffer.concat(chunks).toString('utf8');
                resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) });
            });
        });
        call.on('error', reject);
        call.end(body);
    });
}
