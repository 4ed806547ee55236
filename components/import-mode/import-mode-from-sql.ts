import type * as pulumi from '@pulumi/pulumi';
import type { ImportScripts } from '../../migrator/scripts/import-scripts.ts';
import {
    mysqlSourceScripts,
    postgresSourceScripts,
    type SqlSourceSettings,
} from '../../migrator/scripts/sql-scripts.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';
import { ghostNotes, type ImportModePolicy } from './script-arguments.ts';
import { lookForTakenNames } from './taken-names.ts';

/** How users move from a table. */
export interface ImportModeFromSqlArgs extends Omit<SqlSourceSettings, 'target'>, ImportModePolicy {
    /** Of the database's user; kept in `configuration`, as a secret. */
    readonly password: pulumi.Input<string>;
}

/** How users move from a table in MySQL or MariaDB. */
export interface ImportModeFromMysqlArgs extends ImportModeFromSqlArgs {
    /**
     * `mysql` is the driver of Auth0's own templates; `mysql2` also knows `caching_sha2_password`, MySQL 8's default.
     *
     * @default 'mysql'
     */
    readonly driver?: 'mysql' | 'mysql2';
}

/**
 * Moves the users of a table in PostgreSQL as they log in.
 *
 * @param args - the table, and how users move
 */
export function importModeFromPostgres(args: ImportModeFromSqlArgs): ImportModeSettings {
    return fromSql('postgres', args, postgresSourceScripts);
}

/**
 * Moves the users of a table in MySQL or MariaDB as they log in.
 *
 * @param args - the table, and how users move
 */
export function importModeFromMysql(args: ImportModeFromMysqlArgs): ImportModeSettings {
    return fromSql('mysql', args, (settings) => mysqlSourceScripts(settings, args.driver));
}

function fromSql(
    kind: 'postgres' | 'mysql',
    { password, checksTakenNames = false, ...settings }: ImportModeFromSqlArgs,
    write: (settings: SqlSourceSettings) => ImportScripts,
): ImportModeSettings {
    const { host, table, columns, tls = true } = settings;
    const carried = (['username', 'phoneNumber'] as const).filter((name) => columns[name] !== undefined);
    return {
        kind,
        declare(connection) {
            const taken = lookForTakenNames(connection, checksTakenNames && carried.length > 0);
            return {
                scripts: taken.policy.apply((policy) => write({ ...settings, ...policy })),
                configuration: { SOURCE_PASSWORD: password, ...taken.configuration },
                notes: [
                    `Users of ${table} on ${host} move as they log in. Auth0's own addresses (\`auth0.getOutboundIps\`) must reach it, and nobody else should.`,
                    ...(tls === false ? ['Passwords and hashes cross the network in clear: set `tls`.'] : []),
                    ...ghostNotes({ ...settings, checksTakenNames }, carried),
                ],
            };
        },
    };
}
