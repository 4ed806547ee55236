import * as pulumi from '@pulumi/pulumi';
import type { DecommissionSettings } from '../migrator/index.ts';
import type { DatabaseConnection } from './database-connection.ts';
import { DatabaseExport } from './database-export.ts';
import { logAddress } from './dynamic-types.ts';
import { handedDown } from './handed-down.ts';
import { LoginSwitch } from './login-switch.ts';
import type { SettingInputs } from './setting-inputs.ts';
import { type UserMigrationReport, UserMigrationRun, type UserMigrationRunArgs } from './user-migration-run.ts';

/** Which users a {@link UserMigration} moves, and how. */
export interface UserMigrationArgs extends SettingInputs {
    /** Path of the file that exports the migration definition, from the project's folder. */
    readonly definition: pulumi.Input<string>;
    /** The connection that the users come from, or a file of users. */
    readonly source: DatabaseConnection | DatabaseExport;
    /** The connection that the users go to. */
    readonly target: DatabaseConnection;
    /**
     * What becomes of the source in the phase `decommission`: only users that were verified in the target are deleted.
     *
     * @default none: the phase is refused
     */
    readonly decommission?: DecommissionSettings;
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

    /**
     * Declares the migration.
     *
     * @param name - name of the component; the run is the same whatever it is
     * @param args - which users move, and how
     * @param opts - options of the component
     */
    constructor(name: string, args: UserMigrationArgs, opts?: pulumi.ComponentResourceOptions) {
        super('auth0-user-migration:index:UserMigration', name, {}, opts);
        const { source, target, definition, decommission, ...settings } = args;
        const runName = `${name}-run`;
        const options = handedDown(opts);
        const inputs = {
            definition,
            ...sourceInputs(source),
            targetTenant: target.tenant.tenantName,
            targetDomain: target.tenant.domain,
            targetConnection: target.connectionName,
            targetConnectionId: target.connectionId,
            ...chosen(settings),
        };
        const connection = source instanceof DatabaseExport ? undefined : source;
        const isSwitched = [connection, target].some((side) => side?.switchedClients !== undefined);
        const logins = isSwitched
            ? new LoginSwitch({ name, source: connection, target, phase: args.phase, inputs, parent: this, options })
            : undefined;
        const run = new UserMigrationRun(
            runName,
            {
                ...inputs,
                ...(logins === undefined ? {} : { switchesClients: true, switchedClients: logins.switchedClients }),
                ...(decommission === undefined ? {} : { decommissions: true }),
                logTo: logAddress(runName, 'UserMigrationRun', this),
            },
            pulumi.mergeOptions(options, { parent: this, dependsOn: logins?.beforeRun ?? [source, target] }),
        );
        logins?.follows(run);
        if (decommission !== undefined) logins?.declareDeletion(decommission);
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

// What is not chosen is no input at all: an input more would be a change for everybody who upgrades.
function chosen<T extends object>(settings: T): T {
    return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}
