import { gunzipSync } from 'node:zlib';
import { ManagementClient } from 'auth0';

/** One endpoint of a migration that is checked: a tenant's credentials and the name of a database connection. */
export interface CheckedSide {
    readonly domain: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly connection: string;
    /** A `fetch` that trusts the tenant's certificate. */
    readonly fetch: typeof fetch;
}

/** A profile as an export of Auth0 writes it. */
export type Profile = Readonly<Record<string, unknown>> & { readonly user_id: string };

/** What a wrong or right password came to. */
export type LoginAnswer = 'opened' | 'blocked' | 'refused';

const FIELDS = [
    'user_id',
    'email',
    'email_verified',
    'username',
    'phone_number',
    'phone_verified',
    'blocked',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'user_metadata',
    'app_metadata',
    'identities',
    'created_at',
    'updated_at',
    'logins_count',
];

/** Opens the official SDK for one endpoint. */
export function openManagement({ domain, clientId, clientSecret, fetch }: CheckedSide): ManagementClient {
    return new ManagementClient({ domain, clientId, clientSecret, fetch, maxRetries: 0 });
}

/**
 * Reads every profile of a connection by an export job, in the order of their IDs.
 *
 * The search endpoint lags and ends after 1,000 users; an export does neither.
 */
export async function readProfiles(side: CheckedSide, management = openManagement(side)): Promise<Profile[]> {
    const { data } = await management.connections.list({ name: side.connection });
    const [connection] = data;
    if (connection?.id === undefined) throw new Error(`no connection ${side.connection} in ${side.domain}`);
    const { id } = await management.jobs.usersExports.create({
        connection_id: connection.id,
        format: 'json',
        fields: FIELDS.map((name) => ({ name })),
    });
    for (;;) {
        const job = await management.jobs.get(id);
        if (job.status === 'failed') throw new Error(`the export of ${side.connection} failed`);
        if (job.status === 'pending' || job.location === undefined) continue;
        const answer = await side.fetch(job.location);
        const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString('utf8');
        return text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Profile)
            .sort((one, two) => (one.user_id < two.user_id ? -1 : 1));
    }
}

/** Names the roles that an account has. */
export async function readRoles(management: ManagementClient, userId: string): Promise<string[]> {
    const { data } = await management.users.roles.list(userId);
    return data.map(({ name }) => name ?? '').sort();
}

/**
 * Tries a password at the tenant's token endpoint.
 *
 * @throws when somebody else than the expected account is logged in
 */
export async function logIn(side: CheckedSide, account: Profile, password: string): Promise<LoginAnswer> {
    const answer = await side.fetch(`https://${side.domain}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
            realm: side.connection,
            username: String(account['email'] ?? account['username'] ?? account['phone_number']),
            password,
            client_id: side.clientId,
            client_secret: side.clientSecret,
        }),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    if (answer.ok) {
        const [, payload = ''] = String(body['access_token']).split('.');
        const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string };
        if (sub !== account.user_id) throw new Error(`the address of ${account.user_id} logs ${sub} in`);
        return 'opened';
    }
    if (body['error'] === 'unauthorized') return 'blocked';
    if (body['error'] === 'invalid_grant') return 'refused';
    throw new Error(`a login was answered with ${answer.status} ${JSON.stringify(body)}`);
}

/** Lets a check try a wrong password for everybody: Auth0 shuts an address out that fails too often. */
export async function allowManyLogins(management: ManagementClient): Promise<void> {
    await management.attackProtection.suspiciousIpThrottling.update({ enabled: false });
}
