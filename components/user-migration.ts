import * as pulumi from '@pulumi/pulumi';
import type { DecommissionSettings, Phase } from '../migrator/index.ts';
import type { DatabaseConnection } from './database-connection.ts';
import { DatabaseExport } from './database-export.ts';
import { logAddress } from './log-address.ts';
import { LoginSwitch } from './login-switch.ts';
import { type UserMigrationReport, UserMigrationRun, type UserMigrationRunArgs } from './user-migration-run.ts';

/** The settings of a {@link UserMigration}. */
export interface UserMigrationArgs {
    /** Path of the file that exports the migration definition, from the project's folder. */
    readonly definition: string;
    /** A connection, or a file of users. */
    readonly source: DatabaseConnection | DatabaseExport;
    readonly target: DatabaseConnection;
    /**
     * How far to go: `prepare` checks and moves nobody; `copy` moves all users that can be moved and verifies them; `cutover` moves what changed
     * since, and then switches the clients that the connections declare (`enabledClients`). Going back to `copy` switches them back.
     * `decommission` then deletes what the argument of that name says of the source, which cannot be undone.
     */
    readonly phase: pulumi.Input<Phase>;
    /**
     * What becomes of the source in the phase `decommission`: only users that were verified in the target are deleted.
     *
     * @default none: the phase is refused
     */
    readonly decommission?: DecommissionSettings;
    /**
     * Minutes after which an `up` begins nothing new and saves what it has; the next one goes on.
     *
     * @default 45
     */
    readonly timeBudgetMinutes?: pulumi.Input<number>;
    /**
     * Digest of the plan that somebody has reviewed, as `npx auth0-user-migration plan` prints it: any other plan is refused
     * before anything is sent.
     *
     * @default none: the run makes its plan and goes by it
     */
    readonly approvedPlan?: pulumi.Input<string>;
    /**
     * File that gets every event of a run as a line of JSON, from the project's folder; no personal data.
     *
     * @default none
     */
    readonly eventsFile?: pulumi.Input<string>;
    /**
     * Part of the tenants' rate budgets that a run uses, more than `0` and up to `1`; the rest is left to real traffic.
     *
     * @default 0.8
     */
    readonly rateShare?: pulumi.Input<number>;
    /**
     * Import jobs at once: `1` or `2`; up to `20` in a private cloud that allows it.
     *
     * @default 2
     */
    readonly maxConcurrentJobs?: pulumi.Input<number>;
    /**
     * Whether there is a second report that names rejected and differing users (`report-with-identifiers`), and the list of
     * mismatches has their values. The state and the terminal never name anybody.
     *
     * @default false
     */
    readonly withIdentifiers?: pulumi.Input<boolean>;
    /**
     * Hours after which the snapshots of an attempt that did not come to its end are not used again. They are only where exports take more
     * than a quarter of the time budget.
     *
     * @default 6
     */
    readonly maxSnapshotAgeHours?: pulumi.Input<number>;
    /**
     * Makes another pass when the last one is older than this: `30m`, `12h`, `7d`.
     *
     * @default none: a pass is made when the source has other users, or one of them has changed
     */
    readonly refreshEvery?: pulumi.Input<string>;
    /**
     * Makes a pass at every `up`.
     *
     * @default false
     */
    readonly alwaysRun?: pulumi.Input<boolean>;
    /**
     * Folder of the runs' journals and artifacts, from the project's folder. It holds personal data, and a run that is to
     * go on on another machine needs it there.
     *
     * @default '.auth0-user-migration'
     */
    readonly runsFolder?: pulumi.Input<string>;
}

/**
 * Moves the users of one database connection into another as part of `pulumi up`.
 *
 * `pulumi preview` shows how many users there are and what is in the way; `up` exports, transforms, imports, reconciles and
 * verifies them, and keeps numbers, never users, in the state.
 */
export class UserMigration extends pulumi.ComponentResource {
    /** The numbers of the last run that came to its end. */
    readonly report: pulumi.Output<UserMigrationReport | undefined>;
    /** `prepared`, `complete` or `incomplete`. */
    readonly status: pulumi.Output<string>;

    /** Declares the migration. */
    constructor(name: string, args: UserMigrationArgs, opts?: pulumi.ComponentResourceOptions) {
        super('auth0-user-migration:index:UserMigration', name, {}, opts);
        const { source, target, definition } = args;
        const runName = `${name}-run`;
        const inputs = {
            definition,
            ...sourceInputs(source),
            targetTenant: target.tenant.tenantName,
            targetDomain: target.tenant.domain,
            targetConnection: target.connectionName,
            targetConnectionId: target.connectionId,
            phase: args.phase,
            runsFolder: args.runsFolder ?? '.auth0-user-migration',
            timeBudgetMinutes: args.timeBudgetMinutes ?? 45,
            ...given(args, [
                ...(['approvedPlan', 'eventsFile', 'rateShare', 'maxConcurrentJobs', 'withIdentifiers'] as const),
                ...(['maxSnapshotAgeHours', 'refreshEvery', 'alwaysRun'] as const),
            ]),
        };
        const connection = source instanceof DatabaseExport ? undefined : source;
        const isSwitched = [connection, target].some((side) => side?.switchedClients !== undefined);
        const logins = isSwitched
            ? new LoginSwitch({ name, source: connection, target, phase: args.phase, inputs, parent: this })
            : undefined;
        const run = new UserMigrationRun(
            runName,
            {
                ...inputs,
                ...(isSwitched ? { switchesClients: true } : {}),
                ...(args.decommission === undefined ? {} : { decommissions: true }),
                logTo: logAddress(runName, 'UserMigrationRun', this),
            },
            { parent: this, dependsOn: logins?.beforeRun ?? [source, target] },
        );
        logins?.follows(run);
        if (args.decommission !== undefined) logins?.declareDeletion(args.decommission);
        this.report = run.report;
        this.status = run.status;
        this.registerOutputs({ report: this.report, status: this.status });
    }
}

function sourceInputs(source: DatabaseConnection | DatabaseExport): Partial<UserMigrationRunArgs> {
    if (!(source instanceof DatabaseExport)) {
        const { tenantName, domain } = source.tenant;
        return { sourceTenant: tenantName, sourceDomain: domain, sourceConnection: source.connectionName };
    }
    const { file, format, connection } = source;
    return {
        sourceFile: file,
        ...(format === undefined ? {} : { sourceFormat: format }),
        ...(connection === undefined ? {} : { sourceFileConnection: connection }),
    };
}

// What is not said is no input at all: an input more would be a change for everybody who upgrades.
function given<K extends keyof UserMigrationArgs>(
    args: UserMigrationArgs,
    names: readonly K[],
): Pick<UserMigrationArgs, K> {
    return Object.fromEntries(
        names.filter((name) => args[name] !== undefined).map((name) => [name, args[name]]),
    ) as Pick<UserMigrationArgs, K>;
}
