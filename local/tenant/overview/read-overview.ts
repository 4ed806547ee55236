import { request } from 'node:https';

/** What the control API of a running tenant shows of it, in the names of the wire. */
export interface TenantOverview {
    /** Host and port. */
    readonly domain: string;
    /** Time of the tenant, in ISO 8601. */
    readonly now: string;
    /** Whether the clock stands still. */
    readonly frozen: boolean;
    /** How many profiles there are. */
    readonly users: number;
    /** Connections with their users. */
    readonly connections: readonly {
        readonly id: string;
        readonly name: string;
        readonly strategy: string;
        readonly import_mode: boolean;
        readonly custom_database: boolean;
        readonly enabled_clients: readonly string[];
        readonly identities: number;
        readonly ghosts: number;
    }[];
    /** Jobs, the newest first. */
    readonly jobs: readonly {
        readonly id: string;
        readonly type: string;
        readonly status: string;
        readonly created_at: string;
        readonly connection?: string;
        readonly processed?: number;
        readonly summary?: { readonly inserted: number; readonly updated: number; readonly failed: number };
    }[];
    /** Calls by route. */
    readonly calls: readonly {
        readonly route: string;
        readonly count: number;
        readonly statuses: Readonly<Record<string, number>>;
    }[];
    /** The first users who were found, when some were looked for. */
    readonly found?: { readonly total: number; readonly users: readonly FoundUser[] };
}

/** A user as the Management API shows it. */
export interface FoundUser {
    /** Full ID. */
    readonly user_id: string;
    /** Address. */
    readonly email?: string;
    /** Name. */
    readonly name?: string;
    /** Logins so far. */
    readonly logins_count?: number;
    /** Identities, the primary first. */
    readonly identities: readonly { readonly connection: string }[];
}

const MAX_USERS = 50;

/**
 * Reads what a running local tenant tells of itself; it must have been started with `--control`.
 *
 * @param tenant.domain - such as `localhost:8443`
 * @param tenant.ca - PEM text of the tenant's certificate authority
 * @param userQuery - a word or a query of the search; `*` finds everyone; none looks for no one
 * @param tenant - the tenant's address and certificate authority
 * @throws {Error} when it can't be reached, isn't trusted, or has no control API
 */
export async function readTenantOverview(
    tenant: { domain: string; ca: string | undefined },
    userQuery?: string,
): Promise<TenantOverview> {
    const users = `users?per_page=${MAX_USERS}&q=${encodeURIComponent(userQuery === '*' ? '' : (userQuery ?? ''))}`;
    const [state, { calls }, found] = await Promise.all([
        ask(tenant, 'state') as Promise<Omit<TenantOverview, 'domain' | 'calls' | 'found'>>,
        ask(tenant, 'calls') as Promise<Pick<TenantOverview, 'calls'>>,
        userQuery === undefined ? undefined : (ask(tenant, users) as Promise<NonNullable<TenantOverview['found']>>),
    ]);
    return { domain: tenant.domain, ...state, calls, ...(found !== undefined && { found }) };
}

function ask({ domain, ca }: { domain: string; ca: string | undefined }, path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
        const outgoing = request(
            `https://${domain}/_local/${path}`,
            { ...(ca !== undefined && { ca }) },
            (incoming) => {
                let text = '';
                incoming.setEncoding('utf8');
                incoming.on('data', (chunk: string) => {
                    text += chunk;
                });
                incoming.on('error', reject);
                incoming.on('end', () => {
                    if (incoming.statusCode === 200) resolve(JSON.parse(text));
                    else if (incoming.statusCode === 501)
                        reject(new Error(`The tenant at ${domain} has no control API: start it with --control.`));
                    else reject(new Error(`The tenant at ${domain} answered ${incoming.statusCode ?? 0}: ${text}`));
                });
            },
        );
        outgoing.on('error', (error) => {
            reject(
                new Error(
                    `The tenant at ${domain} can't be read (${error.message}). Is it running, and is --ca its ca.pem?`,
                ),
            );
        });
        outgoing.end();
    });
}
