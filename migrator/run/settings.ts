import type { Clock } from '../clock.ts';
import type { DecommissionSettings } from '../decommission/decommission-settings.ts';
import type { ProgressListener } from '../progress.ts';
import type { ClientCredentials } from '../tenant/access-token.ts';
import type { Phase } from './run.ts';
import type { SourceFileSettings } from './source-file-settings.ts';

/** One endpoint of a migration: a tenant's credentials and the name of a database connection. */
export interface EndpointSettings {
    readonly credentials: ClientCredentials;
    readonly connectionName: string;
}

/** What a run needs to know. */
export interface MigrationSettings {
    /**
     * What the run is known by; letters, digits, `-`, `_` and `.`. A run remembers its endpoints, and refuses others.
     *
     * @default made of the definition's file name and the two endpoints, so that other endpoints are another run
     */
    readonly runId?: string | undefined;
    /** Folder of the runs' journals and artifacts, relative to the project's folder; the run gets one of its own in it. */
    readonly runsFolder: string;
    /** Folder that the other paths are relative to. */
    readonly projectFolder: string;
    /** Path of the file that exports the migration definition. */
    readonly definitionPath: string;
    /** A connection, or a file of users; undefined where the definition names the file. */
    readonly source: EndpointSettings | SourceFileSettings | undefined;
    readonly target: EndpointSettings;
    readonly phase: Phase;
    /**
     * Milliseconds after which nothing new is begun.
     *
     * @default 2_700_000 (45 minutes)
     */
    readonly timeBudgetMs?: number;
    /**
     * Import jobs at once: `1` or `2`; up to `20` in a private cloud that allows it.
     *
     * @default 2
     */
    readonly maxConcurrentImportJobs?: number;
    /**
     * Bytes of one import file at the most, `1_000` or more.
     *
     * @default as many as Auth0 takes, 510,500
     */
    readonly maxImportFileBytes?: number;
    /**
     * Users a second that one import job is expected to take in, more than `0`; a run measures it from its first job on.
     *
     * @default 55.6
     */
    readonly expectedUsersPerSecond?: number;
    /**
     * Part of the tenants' rate budgets that the run uses, more than `0` and up to `1`; the rest is left to real traffic.
     *
     * @default 0.8
     */
    readonly rateShare?: number;
    /**
     * Milliseconds after which the snapshots of an earlier attempt are not used again. They are only where exports take more than a
     * quarter of the time budget and that attempt did not come to its end; otherwise every attempt exports anew.
     *
     * @default 21_600_000 (6 hours)
     */
    readonly maxSnapshotAgeMs?: number;
    /** Digest of the plan that somebody approved: a run with another plan is refused before anything is sent. */
    readonly approvedPlan?: string | undefined;
    /**
     * Whether there is a second report that names users (`report-with-identifiers`), and the list of mismatches has their values.
     *
     * @default false
     */
    readonly withIdentifiers?: boolean;
    /** What becomes of the source in the phase `decommission`. */
    readonly decommission?: DecommissionSettings | undefined;
    /** Stops the run at the next safe point. */
    readonly signal?: AbortSignal;
    /** Called with where the run is, at most once a second. */
    readonly onProgress?: ProgressListener;
    /** Path of a file, relative to the project's folder, that gets every event of the run as a line of JSON. */
    readonly eventsPath?: string;
    /** @default the time of this machine */
    readonly clock?: Clock;
}
