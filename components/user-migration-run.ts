import * as pulumi from '@pulumi/pulumi';
import { moduleOf, withFormerType } from './dynamic-types.ts';
import type { SettingInputs } from './setting-inputs.ts';
import { userMigrationRunProvider } from './user-migration-run-provider.ts';

/** IDs of the clients that change sides, by the side that they are enabled on. */
export interface SwitchedClientIds {
    /** Clients that are enabled for the source until the cut-over. */
    readonly source: pulumi.Input<pulumi.Input<string>[]>;
    /** Clients that are enabled for the target from the cut-over on. */
    readonly target: pulumi.Input<pulumi.Input<string>[]>;
}

/** What the program says of the phases after the copy. */
export interface DeclaredPhases {
    /** Whether the connections declare the clients that a cut-over switches. */
    readonly switchesClients?: pulumi.Input<boolean>;
    /** IDs of these clients, by the side that they are enabled on. */
    readonly switchedClients?: pulumi.Input<SwitchedClientIds>;
    /** Whether the program says what becomes of the source in the phase `decommission`. */
    readonly decommissions?: pulumi.Input<boolean>;
}

/** The inputs of a {@link UserMigrationRun}; none of them is a secret or personal. */
export interface UserMigrationRunArgs extends SettingInputs, DeclaredPhases {
    /** Path of the migration definition, from the project's folder. */
    readonly definition: pulumi.Input<string>;
    /** Names of the tenants, by which their credentials are found. */
    readonly sourceTenant?: pulumi.Input<string>;
    /** Name of the target tenant, by which its credentials are found. */
    readonly targetTenant: pulumi.Input<string>;
    /** Domain of the source tenant. */
    readonly sourceDomain?: pulumi.Input<string>;
    /** Domain of the target tenant. */
    readonly targetDomain: pulumi.Input<string>;
    /** Path of the file of users, from the project's folder, in place of a source tenant and connection. */
    readonly sourceFile?: pulumi.Input<string>;
    /** Format of the file of users: `json` or `csv`. */
    readonly sourceFormat?: pulumi.Input<string>;
    /** The connection whose records are taken, in a file of several. */
    readonly sourceFileConnection?: pulumi.Input<string>;
    /** Names of the connections. */
    readonly sourceConnection?: pulumi.Input<string>;
    /** Name of the target connection. */
    readonly targetConnection: pulumi.Input<string>;
    /** ID of the target connection; unknown in a preview that comes before it. */
    readonly targetConnectionId: pulumi.Input<string>;
    /** URN under which progress is shown. */
    readonly logTo: pulumi.Input<string>;
}

/** The numbers of a run, as the state keeps them; after the phase `prepare` nobody is counted but the source's users. */
export interface UserMigrationReport {
    /** From 1; `0` where no pass was made yet. */
    readonly pass: number;
    /** Users of the source. */
    readonly sourceUsers: number;
    /** Users who are in the target by this migration. */
    readonly imported: number;
    /** Users whose address another account of the target has. */
    readonly existing: number;
    /** Users who were not sent. */
    readonly excluded: number;
    /** Users whom Auth0 refused. */
    readonly rejected: number;
    /** Users who were moved, and whom somebody has deleted in the target since. */
    readonly deletedInTarget: number;
    /** Whether every imported user was found in the target as it was sent. */
    readonly isVerified: boolean;
    /** What the moved users have beside their profiles, by kind; only where the definition copies any. */
    readonly assigned?: Readonly<Record<string, number>>;
    /** Excluded users by reason. */
    readonly excludedByReason: Readonly<Record<string, number>>;
    /** Rejected users by reason. */
    readonly rejectedByReason: Readonly<Record<string, number>>;
    /** New users of the last pass by the algorithm of their password hash; `none` for those without one. */
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
    /** When the last pass began, in ISO 8601. */
    readonly startedAt: string;
    /** When the last pass ended, in ISO 8601. */
    readonly finishedAt: string;
}

/** One run of a migration, as a resource: made by the first `up`, continued and repeated by the next ones. */
export class UserMigrationRun extends pulumi.dynamic.Resource {
    /** `prepared`, `complete`, or `incomplete` when the next `up` has something left to do. */
    declare readonly status: pulumi.Output<string>;
    /** Undefined before the first run that came to its end. */
    declare readonly report: pulumi.Output<UserMigrationReport | undefined>;

    /**
     * Declares the run; the engine calls it.
     *
     * @param name - name of the resource
     * @param args - its inputs
     * @param opts - options of the resource
     */
    constructor(name: string, args: UserMigrationRunArgs, opts?: pulumi.CustomResourceOptions) {
        const type = 'UserMigrationRun';
        const inputs = { status: undefined, report: undefined, ...args };
        super(userMigrationRunProvider, name, inputs, withFormerType(type, opts), moduleOf(type), type);
    }
}
