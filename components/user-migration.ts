import * as pulumi from '@pulumi/pulumi';
import type { DatabaseConnection } from './database-connection.ts';
import { DatabaseExport } from './database-export.ts';
import type { SettingInputs } from './setting-inputs.ts';
import { type UserMigrationReport, UserMigrationRun, type UserMigrationRunArgs } from './user-migration-run.ts';

/** Which users a {@link UserMigration} moves, and how. */
export interface UserMigrationArgs extends SettingInputs {
    /** Path of the file that exports the migration definition, from the project's folder. */
    readonly definition: string;
    /** A connection, or a file of users. */
    readonly source: DatabaseConnection | DatabaseExport;
    readonly target: DatabaseConnection;
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
        const { source, target, definition, ...settings } = args;
        const runName = `${name}-run`;
        const run = new UserMigrationRun(
            runName,
            {
                definition,
                ...sourceInputs(source),
                targetTenant: target.tenant.tenantName,
                targetDomain: target.tenant.domain,
                targetConnection: target.connectionName,
                targetConnectionId: target.connectionId,
                ...chosen(settings),
                logTo: pulumi.createUrn(runName, 'pulumi-nodejs:dynamic/auth0-user-migration:UserMigrationRun', this),
            },
            { parent: this, dependsOn: [source, target] },
        );
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
