import * as pulumi from '@pulumi/pulumi';
import { userMigrationRunProvider } from './user-migration-run-provider.ts';

/** The inputs of a {@link UserMigrationRun}; none of them is a secret or personal. */
export interface UserMigrationRunArgs {
    /** Path of the migration definition, from the project's folder. */
    readonly definition: pulumi.Input<string>;
    /** Names of the tenants, by which their credentials are found. */
    readonly sourceTenant?: pulumi.Input<string>;
    readonly targetTenant: pulumi.Input<string>;
    readonly sourceDomain?: pulumi.Input<string>;
    readonly targetDomain: pulumi.Input<string>;
    /** Path of the file of users, from the project's folder, in the place of a source tenant and connection. */
    readonly sourceFile?: pulumi.Input<string>;
    readonly sourceFormat?: pulumi.Input<string>;
    /** The connection whose records are taken, in a file of several. */
    readonly sourceFileConnection?: pulumi.Input<string>;
    /** Names of the connections. */
    readonly sourceConnection?: pulumi.Input<string>;
    readonly targetConnection: pulumi.Input<string>;
    /** ID of the target connection; unknown in a preview that comes before it. */
    readonly targetConnectionId: pulumi.Input<string>;
    readonly phase: pulumi.Input<string>;
    /** Folder of the runs' journals and artifacts, from the project's folder. */
    readonly runsFolder: pulumi.Input<string>;
    /** Minutes after which nothing new is begun and the state is saved as it is. */
    readonly timeBudgetMinutes: pulumi.Input<number>;
    /** Digest of the plan that was approved. */
    readonly approvedPlan?: pulumi.Input<string>;
    /** File that gets every event of the run as a line of JSON, from the project's folder. */
    readonly eventsFile?: pulumi.Input<string>;
    /** Part of the tenants' rate budgets that the run uses, more than `0` and up to `1`. */
    readonly rateShare?: pulumi.Input<number>;
    /** Import jobs at once, `1` to `20`. */
    readonly maxConcurrentJobs?: pulumi.Input<number>;
    /** Whether there is a second report that names users; the state never does. */
    readonly withIdentifiers?: pulumi.Input<boolean>;
    /** Hours after which the snapshots of an unfinished attempt are not used again. */
    readonly maxSnapshotAgeHours?: pulumi.Input<number>;
    /** Another pass is due when the last one is older: `30m`, `12h`, `7d`. */
    readonly refreshEvery?: pulumi.Input<string>;
    /** Whether every `up` makes a pass. */
    readonly alwaysRun?: pulumi.Input<boolean>;
    /** Whether the connections declare the clients that a cut-over switches. */
    readonly switchesClients?: pulumi.Input<boolean>;
    /** Whether the program says what becomes of the source in the phase `decommission`. */
    readonly decommissions?: pulumi.Input<boolean>;
    /** URN under which progress is shown. */
    readonly logTo: pulumi.Input<string>;
}

/** The numbers of a run, as the state keeps them; after the phase `prepare` nobody is counted but the source's users. */
export interface UserMigrationReport {
    /** From 1; `0` where no pass was made yet. */
    readonly pass: number;
    readonly sourceUsers: number;
    readonly imported: number;
    readonly existing: number;
    readonly excluded: number;
    readonly rejected: number;
    /** Users who were moved, and whom somebody has deleted in the target since. */
    readonly deletedInTarget: number;
    readonly isVerified: boolean;
    /** What the moved users have beside their profiles, by kind; only where the definition copies any. */
    readonly assigned?: Readonly<Record<string, number>>;
    readonly excludedByReason: Readonly<Record<string, number>>;
    readonly rejectedByReason: Readonly<Record<string, number>>;
    readonly hashesByAlgorithm: Readonly<Record<string, number>>;
    /** The last passes of the run, each with what it did. */
    readonly passes: readonly {
        readonly pass: number;
        readonly new: number;
        readonly updated: number;
        readonly startedAt: string;
        readonly finishedAt: string;
    }[];
    /** Import jobs of all passes. */
    readonly importJobs: number;
    readonly startedAt: string;
    readonly finishedAt: string;
}

/** One run of a migration, as a resource: made by the first `up`, continued and repeated by the next ones. */
export class UserMigrationRun extends pulumi.dynamic.Resource {
    /** `prepared`, `complete`, or `incomplete` when the next `up` has something left to do. */
    declare readonly status: pulumi.Output<string>;
    /** Undefined before the first run that came to its end. */
    declare readonly report: pulumi.Output<UserMigrationReport | undefined>;

    /** Declares the run; the engine calls it. */
    constructor(name: string, args: UserMigrationRunArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            userMigrationRunProvider,
            name,
            { status: undefined, report: undefined, ...args },
            opts,
            'auth0-user-migration',
            'UserMigrationRun',
        );
    }
}
