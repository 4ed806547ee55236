import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { makeCertificates, writeAuthority } from './certificates.ts';
import type { Clock } from './clock.ts';
import { resumeDeletions } from './connections/delete-connection.ts';
import { CallCounts } from './control/call-counts.ts';
import { Faults } from './control/faults.ts';
import type { MovableClock } from './control/movable-clock.ts';
import { randomClientId, randomClientSecret } from './ids.ts';
import { maxImportBodyBytes } from './jobs/import-size.ts';
import { Jobs } from './jobs.ts';
import type { LocalTenant, LocalTenantOptions } from './local-tenant.ts';
import { addGrants, addOwnClient, moveGrants } from './own-client.ts';
import { PasswordResets } from './password-resets.ts';
import { PLANS, type PlanName } from './plans.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { addRoutes } from './routes.ts';
import { MANAGEMENT_SCOPES } from './scopes.ts';
import { Scripts } from './scripts/scripts.ts';
import { loadSeed, type SeededGrant } from './seed.ts';
import { type App, createServer } from './server.ts';
import type { Storage } from './store/storage.ts';
import { StoreError } from './store/store-error.ts';
import type { Tenant } from './tenant.ts';
import { createTokens, makeSigningKey } from './tokens.ts';
import { unverifiedChoices } from './unverified.ts';

/** @see https://auth0.com/docs/authenticate/database-connections/custom-db (read 2026-08-20) */
const DEFAULT_SCRIPT_TIME_LIMIT_MS = 20_000;

/** Starts a tenant with what its storage holds: a new one is filled first, one that was stopped goes on with its jobs. */
export async function startOn(
    storage: Storage,
    options: LocalTenantOptions & { plan: PlanName; jobRate: number },
    { clock, movableClock }: { clock: Clock; movableClock: MovableClock },
): Promise<Omit<LocalTenant, 'failed'>> {
    const { plan, jobRate, caFolder = storage.folder, control = false } = options;
    const { store } = storage;
    await mkdir(caFolder, { recursive: true });
    const certificates = await writeAuthority(
        caFolder,
        await storage.keep('certificates', () => makeCertificates(clock.now())),
    );
    store.users.index.lagMs = options.searchLagMs ?? 0;
    const faults = new Faults((isIndexFrozen) => {
        store.users.index.setStopped(isIndexFrozen);
    });
    const credentials = await storage.keep('credentials', () => ({
        clientId: randomClientId(),
        clientSecret: randomClientSecret(),
    }));
    const seed = (file: string) => loadSeed(file, store, clock, credentials.clientId);
    const populate = async (): Promise<SeededGrant[]> => {
        await addOwnClient(store, credentials, clock);
        const own = { clientId: credentials.clientId, scope: [...MANAGEMENT_SCOPES] };
        return [own, ...(options.seedFile === undefined ? [] : await seed(options.seedFile))];
    };
    const grants = storage.isNew ? await populate() : [];

    const unverified = unverifiedChoices(options.unverified ?? []);
    store.keepsSharedAttachments = unverified.has('shared-id-keeps-assignments');
    store.users.reachesNewer = unverified.has('shared-id-reaches-newer');
    const app = createServer(certificates, { maxMultipartBytes: maxImportBodyBytes(unverified) });
    let domain = '';
    const linkKey = await storage.keep('link-key', () => randomBytes(32).toString('base64'));
    const tenant: Tenant = {
        name: 'local',
        // Known only when the server listens; no route is called before.
        get domain() {
            return domain;
        },
        clock,
        store,
        jobs: new Jobs({
            store,
            clock,
            usersPerSecond: jobRate,
            folder: storage.folder,
            linkKey: Buffer.from(linkKey, 'base64'),
            faults,
        }),
        tokens: await createTokens(clock, await storage.keep('signing-key', makeSigningKey)),
        rateLimiter: createRateLimiter(PLANS[plan], clock),
        faults,
        scripts: new Scripts({
            timeLimitMs: options.scriptTimeLimitMs ?? DEFAULT_SCRIPT_TIME_LIMIT_MS,
            allowedHosts: options.scriptHosts ?? [],
        }),
        runsDeleteScriptInImportMode: options.runsDeleteScriptInImportMode ?? false,
        passwordResets: new PasswordResets(store),
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
    if (options.storeFile !== undefined) commitBeforeAnswers(app, storage);
    const endpoints = addRoutes(
        app,
        tenant,
        control ? { clock: movableClock, calls, reset, seed: addSeed } : undefined,
    );
    const knownPort = await storage.keep('port', () => 0);
    const port = await listen(app, options, knownPort);
    domain = `localhost:${port}`;
    addGrants(store, domain, grants);
    if (knownPort !== port) moveGrants(store, `localhost:${knownPort}`, domain);
    storage.setKept('port', port);
    storage.markFilled();
    resumeDeletions(store, clock);
    tenant.jobs.resume();

    return {
        domain,
        caFile: certificates.caFile,
        ...credentials,
        endpoints: endpoints.sort(),
        close: () => app.close(),
    };
}

// Clients know the tenant of a store by its port, so it is the same again unless someone names another.
async function listen(app: App, { port = 0, storeFile = '' }: LocalTenantOptions, knownPort: number): Promise<number> {
    try {
        await app.listen({ port: port === 0 ? knownPort : port, host: 'localhost' });
    } catch (error) {
        const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
        if (!isTaken) throw error;
        if (port !== 0 || knownPort === 0) {
            const text = `Another program has port ${port}. Stop it, or start the tenant on another \`port\`.`;
            throw Object.assign(new Error(text, { cause: error }), { code: error.code });
        }
        const problem = `another program has port ${knownPort}, where clients know this tenant. Stop it, or start the tenant on another \`port\`.`;
        throw new StoreError(storeFile, problem, error);
    }
    return (app.server.address() as AddressInfo).port;
}

// Whatever a client was told, a crash must not take back.
function commitBeforeAnswers(app: App, storage: Storage): void {
    app.addHook('onSend', (_request, reply, payload, done) => {
        try {
            storage.commit();
        } catch {
            // As in a crash: nobody is told what was not kept. The tenant stops, and says why.
            reply.raw.destroy();
        }
        done(null, payload);
    });
}
