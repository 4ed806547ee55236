import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates } from './certificates.ts';
import { newClient } from './clients/new-client.ts';
import { type Clock, systemClock } from './clock.ts';
import { randomId } from './ids.ts';
import { Jobs } from './jobs.ts';
import { MAX_IMPORT_BYTES } from './limits.ts';
import { PLANS, type PlanName } from './plans.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { addRoutes } from './routes.ts';
import { MANAGEMENT_SCOPES } from './scopes.ts';
import { loadSeed } from './seed.ts';
import { createServer } from './server.ts';
import { TenantStore } from './store.ts';
import { managementAudience, type Tenant } from './tenant.ts';
import { createTokens } from './tokens.ts';

const DEFAULT_JOB_RATE = 2000;

/** How a local tenant is started. */
export interface LocalTenantOptions {
    /** @default 0, any free port */
    port?: number;
    /** A file of connections, clients and users to begin with; its format is in `README.md`. */
    seedFile?: string;
    /** Whose rate limits apply. @default 'unlimited' */
    plan?: PlanName;
    /** How many users one import job does in a second; exports are ten times as quick. @default 2000 */
    jobRate?: number;
    /** Where `ca.pem` is written; it stays there. @default a temporary folder that goes when the tenant is closed */
    caFolder?: string;
    /** The tenant's time. @default the time of this machine */
    clock?: Clock;
}

/** A tenant that runs in this process. */
export interface LocalTenant {
    /** `localhost:PORT`, as clients are configured with it. */
    readonly domain: string;
    /** PEM file of the certificate authority that clients must trust, with `NODE_EXTRA_CA_CERTS` or `SSL_CERT_FILE`. */
    readonly caFile: string;
    /** A client that may do everything on the Management API, and ask tokens for users with their passwords. */
    readonly clientId: string;
    readonly clientSecret: string;
    /** Every endpoint that is served, such as `GET /api/v2/users/{id}`, in alphabetical order. */
    readonly endpoints: readonly string[];
    /** Stops the tenant; what it remembered is gone. */
    close(): Promise<void>;
}

/**
 * Starts an Auth0 tenant on this machine, for development, tests and rehearsals.
 *
 * @throws {RangeError} for a plan or a job rate that doesn't exist
 * @throws {SeedError} for a seed file with a line that can't be used
 */
export async function startLocalTenant(options: LocalTenantOptions = {}): Promise<LocalTenant> {
    const { plan = 'unlimited', jobRate = DEFAULT_JOB_RATE } = options;
    if (!Object.hasOwn(PLANS, plan))
        throw new RangeError(`Expected \`plan\` to be one of ${Object.keys(PLANS).join(', ')}, got ${plan}`);
    if (!(jobRate > 0)) throw new RangeError(`Expected \`jobRate\` to be more than 0, got ${jobRate}`);

    const folder = await mkdtemp(join(tmpdir(), 'local-tenant-'));
    const removeFolder = () => rm(folder, { recursive: true, force: true });
    try {
        const tenant = await startIn(folder, { ...options, plan, jobRate });
        return {
            ...tenant,
            async close() {
                await tenant.close();
                await removeFolder();
            },
        };
    } catch (error) {
        await removeFolder();
        throw error;
    }
}

async function startIn(
    folder: string,
    options: LocalTenantOptions & { plan: PlanName; jobRate: number },
): Promise<LocalTenant> {
    const { port = 0, plan, jobRate, clock = systemClock, caFolder = folder } = options;
    await mkdir(caFolder, { recursive: true });
    const certificates = await createCertificates(caFolder, clock.now());
    const store = new TenantStore();
    const client = await addOwnClient(store, clock);
    const seededGrants =
        options.seedFile === undefined ? [] : await loadSeed(options.seedFile, store, clock, client.clientId);

    const app = createServer(certificates, { maxMultipartBytes: MAX_IMPORT_BYTES });
    let domain = '';
    const tenant: Tenant = {
        name: 'local',
        // Known only when the server listens; no route is called before.
        get domain() {
            return domain;
        },
        clock,
        store,
        jobs: new Jobs({ store, clock, usersPerSecond: jobRate, folder }),
        tokens: await createTokens(clock),
        rateLimiter: createRateLimiter(PLANS[plan], clock),
    };
    const endpoints = addRoutes(app, tenant);
    await app.listen({ port, host: 'localhost' });
    domain = `localhost:${(app.server.address() as AddressInfo).port}`;
    for (const { clientId, scope } of [{ clientId: client.clientId, scope: [...MANAGEMENT_SCOPES] }, ...seededGrants]) {
        const id = randomId('cgr_');
        store.clientGrants.set(id, { id, clientId, audience: managementAudience(domain), scope, attributes: {} });
    }

    return {
        domain,
        caFile: certificates.caFile,
        clientId: client.clientId,
        clientSecret: client.clientSecret,
        endpoints: endpoints.sort(),
        close: () => app.close(),
    };
}

async function addOwnClient(store: TenantStore, clock: Clock) {
    const client = await newClient(
        {
            name: 'Local tenant',
            description: 'May do everything.',
            grant_types: ['client_credentials', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
        },
        clock.now(),
    );
    store.clients.set(client.clientId, client);
    return client;
}
