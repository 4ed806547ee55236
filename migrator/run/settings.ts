import type { Clock } from '../clock.ts';
import type { DecommissionSettings } from '../decommission/decommission-settings.ts';
import type { ProgressListener } from '../progress.ts';
import type { SwitchedClientIds } from '../run-store/journal-entry.ts';
import type { ClientCredentials } from '../tenant/access-token.ts';
import type { Phase } from './run.ts';
import type { SourceFileSettings } from './source-file-settings.ts';

/** One endpoint of a migration: a tenant's credentials and the name of a database connection. */
export interface EndpointSettings {
    /** How to log in to the tenant. */
    readonly credentials: ClientCredentials;
    /** Name of the database connection. */
    readonly connectionName: string;
}

/** How a run works; `RUN_SETTINGS` says the same of each setting as data. */
export interface RunSettings {
    /**
     * How far to go: `prepare` checks and moves nobody; `copy` moves all users that can be moved and verifies them;
     * `cutover` moves what changed since, and then switches the clients that the connections declare (`enabledClients`). Going back to `copy`
     * switches them back. `decommission` then deletes what the argument of that name says of the source, which cannot be undone.
     */
    readonly phase: Phase;
    /**
     * Minutes after which an attempt starts nothing new and saves what it has; the next attempt continues.
     *
     * @default 45
     */
    readonly timeBudgetMinutes?: number;
    /**
     * Folder of the files of all runs, relative to the project's folder; each run gets a folder of its own in it. It contains personal
     * data, and a run that continues on another machine needs it there.
     *
     * @default '.auth0-user-migration'
     */
    readonly runsFolder?: string;
    /**
     * What the run is known by; letters, digits, `-`, `_` and `.`. A run remembers its endpoints, and refuses others.
     *
     * @default made of the definition's file name and the two endpoints, so that other endpoints are another run
     */
    readonly runId?: string | undefined;
    /**
     * Digest of the plan that somebody reviewed, as `npx auth0-user-migration plan` prints it: any other plan is refused before
     * anything is sent.
     *
     * @default none: the run makes its plan and follows it
     */
    readonly approvedPlan?: string | undefined;
    /**
     * Makes another pass when the last one is older than this: `30m`, `12h`, `7d`. It matters to `up` only.
     *
     * @default none: a pass is made when the number of users in the source changed, or one of them
     */
    readonly refreshEvery?: string;
    /**
     * Makes a pass at every `up`.
     *
     * @default false
     */
    readonly alwaysRun?: boolean;
    /**
     * Hours after which the snapshots of an earlier attempt are not used again. They only are if that attempt was interrupted and its
     * exports took more than a quarter of the time budget; otherwise every attempt exports again.
     *
     * @default 6
     */
    readonly maxSnapshotAgeHours?: number;
    /**
     * Share of the tenants' rate budgets that the run uses, more than `0` and up to `1`; the rest is left to real traffic.
     *
     * @default 0.8
     */
    readonly rateShare?: number;
    /**
     * Import jobs at once: `1` or `2`; up to `20` in a private cloud that allows it.
     *
     * @default 2
     */
    readonly maxConcurrentJobs?: number;
    /**
     * File that receives every event of the run as a line of JSON, relative to the project's folder; no personal data.
     *
     * @default none
     */
    readonly eventsFile?: string;
    /**
     * Whether there is a second report that names rejected and differing users (`report-with-identifiers`), and the list of
     * mismatches has their values. The state and the terminal never name anybody.
     *
     * @default false
     */
    readonly withIdentifiers?: boolean;
    /**
     * Name of the source connection, which confirms that `userIds: { policy: 'retain', whenSameTenant: 'replace-source-users' }` deletes its
     * users. That cannot be undone.
     *
     * @default none: nobody is replaced
     */
    readonly confirmReplacement?: string | undefined;
    /**
     * Users of the source that such a run deletes at most, over all attempts; more than that is refused before anybody is sent.
     *
     * @default none: nobody is replaced
     */
    readonly maxReplacements?: number | undefined;
    /**
     * Bytes of one import file at most, `1_000` or more.
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
}

/** What a run needs to know. */
export interface MigrationSettings extends RunSettings {
    /** Folder that the other paths are relative to. */
    readonly projectFolder: string;
    /** Path of the file that exports the migration definition. */
    readonly definitionPath: string;
    /** A connection, or a file of users; undefined where the definition names the file. */
    readonly source: EndpointSettings | SourceFileSettings | undefined;
    /** The connection that the users go to. */
    readonly target: EndpointSettings;
    /**
     * IDs of the clients that a cut-over switches, by the side that they are enabled on. They show a run whose folder was lost, or is older, whether the cut-over was made.
     *
     * @default none: a cut-over needs users that this run has verified
     */
    readonly switchedClients?: SwitchedClientIds | undefined;
    /** What becomes of the source in the phase `decommission`. */
    readonly decommission?: DecommissionSettings | undefined;
    /** Stops the run at the next safe point. */
    readonly signal?: AbortSignal;
    /** Called with where the run is, at most once a second. */
    readonly onProgress?: ProgressListener;
    /** @default the time of this machine */
    readonly clock?: Clock;
}
