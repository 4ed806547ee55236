import type { Clock } from './clock.ts';
import type { PlanName } from './plans.ts';
import type { UnverifiedChoice } from './unverified.ts';

/** How a local tenant is started. */
export interface LocalTenantOptions {
    /** @default 0, any free port, but with `storeFile` the one that the tenant had before */
    port?: number;
    /** A file of connections, clients and users to begin with; its format is in `README.md`. */
    seedFile?: string;
    /** Whose rate limits apply. @default 'unlimited' */
    plan?: PlanName;
    /** How many users one import job does in a second; exports are ten times as quick. @default 2000 */
    jobRate?: number;
    /** A file that keeps the tenant. @default memory: what the tenant remembered is gone when it is closed */
    storeFile?: string;
    /** Where `ca.pem` is written; it stays there. @default a temporary folder that goes when the tenant is closed, or one beside `storeFile` */
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
    /** Secret of that client. */
    readonly clientSecret: string;
    /** Every endpoint that is served, such as `GET /api/v2/users/{id}`, in alphabetical order. */
    readonly endpoints: readonly string[];
    /** Resolves, when its store can't be written any more, to a `StoreError`; the tenant has stopped then. */
    readonly failed: Promise<Error>;
    /** Stops the tenant. Without `storeFile`, what it remembered is gone. */
    close(): Promise<void>;
}
