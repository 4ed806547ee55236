import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates } from './certificates.ts';
import { newClient } from './clients/new-client.ts';
import { type Clock, systemClock } from './clock.ts';
import { CallCounts } from './control/call-counts.ts';
import { Faults } from './control/faults.ts';
import { createMovableClock } from './control/movable-clock.ts';
import { randomClientId, randomClientSecret, randomId } from './ids.ts';
import { maxImportBodyBytes } from './jobs/import-size.ts';
import { Jobs } from './jobs.ts';
import { PasswordResets } from './password-resets.ts';
import { PLANS, type PlanName } from './plans.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { addRoutes } from './routes.ts';
import { MANAGEMENT_SCOPES } from './scopes.ts';
import { Scripts } from './scripts/scripts.ts';
import { loadSeed, type SeededGrant } from './seed.ts';
import { createServer } from './server.ts';
import { TenantStore } from './store.ts';
import { managementAudience, type Tenant } from './tenant.ts';
import { createTokens } from './tokens.ts';
import { type UnverifiedChoice, unverifiedChoices } from './unverified.ts';

const DEFAULT_JOB_RATE = 2000;
/** @see https://auth0.com/docs/authenticate/database-connections/custom-db (read 2026-08-20) */
const DEFAULT_SCRIPT_TIME_LIMIT_MS = 20_000;

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
    /** How far `GET /users` is behind, in milliseconds; look-ups by ID and by e-mail address never are. @default 0 */
    searchLagMs?: number;
    /** Serves the control API under `/_local/`: faults on demand, state, statistics, a clock that can be moved. @default false */
    control?: boolean;
    /** Hosts that custom database scripts may call, such as `localhost:4000`. @default none */
    scriptHosts?: readonly string[];
    /** How long one run of a custom database script may take. @default 20000 */
    scriptTimeLimitMs?: number;
    /** Whether deletes run the Delete script of a connection with import mode: what Auth0 does is not known. @default false */
    runsDeleteScriptInImportMode?: boolean;
    /** Where it does the less likely of two things that Auth0 may do. @default none */
    unverified?: readonly UnverifiedChoice[];
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
    const { port = 0, plan, jobRate, caFolder = folder, control = false } = options;
    const movableClock = createMovableClock(options.clock ?? systemClock);
    const clock = control ? movableClock : (options.clock ?? systemClock);
    await mkdir(caFolder, { recursive: true });
    const certificates = await createCertificates(caFolder, clock.now());
    const store = new TenantStore(clock);
    store.users.index.lagMs = options.searchLagMs ?? 0;
    const faults = new Faults((isIndexFrozen) => {
        store.users.index.setStopped(isIndexFrozen);
    });
    const credentials = { clientId: randomClientId(), clientSecret: randomClientSecret() };
    const seed = (file: string) => loadSeed(file, store, clock, credentials.clientId);
    const populate = async (): Promise<SeededGrant[]> => {
        await addOwnClient(store, credentials, clock);
        const own = { clientId: credentials.clientId, scope: [...MANAGEMENT_SCOPES] };
        return [own, ...(options.seedFile === undefined ? [] : await seed(options.seedFile))];
    };
    const grants = await populate();

    const unverified = unverifiedChoices(options.unverified ?? []);
    store.keepsSharedAttachments = unverified.has('shared-id-keeps-assignments');
    const app = createServer(certificates, { maxMultipartBytes: maxImportBodyBytes(unverified) });
    let domain = '';
    const tenant: Tenant = {
        name: 'local',
        // Known only when the server listens; no route is called before.
        get domain() {
            return domain;
        },
        clock,
        store,
        jobs: new Jobs({ store, clock, usersPerSecond: jobRate, folder, faults }),
        tokens: await createTokens(clock),
        rateLimiter: createRateLimiter(PLANS[plan], clock),
        faults,
        scripts: new Scripts({
            timeLimitMs: options.scriptTimeLimitMs ?? DEFAULT_SCRIPT_TIME_LIMIT_MS,
            allowedHosts: options.scriptHosts ?? [],
        }),
        runsDeleteScriptInImportMode: options.runsDeleteScriptInImportMode ?? false,
        passwordResets: new PasswordResets(),
        unverified,
    };
    const calls = new CallCounts();
    const reset = async () => {
        for (const part of [store, tenant.jobs, tenant.passwordResets, faults, calls]) part.clear();
        addGrants(store, domain, await populate());
    };
    const addSeed = async (file: string) => {
        addGrants(store, domain, await seed(file));
    };
    const endpoints = addRoutes(
        app,
        tenant,
        control ? { clock: movableClock, calls, reset, seed: addSeed } : undefined,
    );
    await app.listen({ port, host: 'localhost' });
    domain = `localhost:${(app.server.address() as AddressInfo).port}`;
    addGrants(store, domain, grants);

    return {
        domain,
        caFile: certificates.caFile,
        ...credentials,
        endpoints: endpoints.sort(),
        close: () => app.close(),
    };
}

async function addOwnClient(
    store: TenantStore,
    credentials: { clientId: string; clientSecret: string },
    clock: Clock,
): Promise<void> {
    const { clientId, clientSecret } = credentials;
    const body = {
        name: 'Local tenant',
        description: 'May do everything.',
        client_secret: clientSecret,
        grant_types: ['client_credentials', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
    };
    store.clients.set(clientId, await newClient(body, clock.now(), clientId));
}

function addGrants(store: TenantStore, domain: string, grants: readonly SeededGrant[]): void {
    for (const { clientId, scope } of grants) {
        const id = randomId('cgr_');
        store.clientGrants.set(id, { id, clientId, audience: managementAudience(domain), scope, attributes: {} });
    }
}
