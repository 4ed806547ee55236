import { DATABASE_GET_USER, DATABASE_LOGIN, DATABASE_PROFILE } from './database-profile.ts';
import type { ImportScripts, ScriptPolicy } from './import-scripts.ts';
import { type PasswordHashKind, passwordCheck } from './password-check.ts';
import { framedScripts } from './script-frame.ts';

/** Columns of a table of users, by what they hold; only these move. */
export interface UserColumns {
    /** An ID that a user keeps for ever. */
    readonly id: string;
    readonly email: string;
    /** How the password hashes were made. */
    readonly passwordHash: string;
    /** @default no address is verified */
    readonly emailVerified?: string;
    /** With it, a login by username finds the user. */
    readonly username?: string;
    readonly phoneNumber?: string;
    readonly phoneVerified?: string;
    readonly name?: string;
    readonly givenName?: string;
    readonly familyName?: string;
    readonly nickname?: string;
    readonly picture?: string;
    /** True for users who may not log in; they do not move. */
    readonly blocked?: string;
    /** Keys of `user_metadata`, each with its column. */
    readonly userMetadata?: Readonly<Record<string, string>>;
    /** Keys of `app_metadata`, each with its column. */
    readonly appMetadata?: Readonly<Record<string, string>>;
}

/** What scripts need to know of a table of users. */
export interface SqlSourceSettings extends ScriptPolicy {
    /** Host of the database, as Auth0 reaches it. */
    readonly host: string;
    /**
     * Port of the database.
     *
     * @default that of the kind of database
     */
    readonly port?: number;
    /** Name of the database. */
    readonly database: string;
    /** A user of the database that may read these columns, and nothing else. */
    readonly user: string;
    /** Table or view, with its schema where it needs one: `public.users`. */
    readonly table: string;
    /** The columns that have the fields of a user. */
    readonly columns: UserColumns;
    /** How the password hashes were made. */
    readonly passwordHash: PasswordHashKind;
    /**
     * Whether the connection is encrypted and the server's certificate is checked, against an authority of one's own where `ca` (PEM) is given.
     *
     * @default true
     */
    readonly tls?: boolean | { readonly ca: string };
    /**
     * Whether the column of addresses holds lower case only, so that its index serves.
     *
     * @default false
     */
    readonly storesLowerCase?: boolean;
}

// In `configuration`: the password of the database's user.
const SQL_SOURCE_CONFIGURATION = 'SOURCE_PASSWORD';

// A collation may find accents beside what was asked for; the script takes what is equal.
const ROWS = 50;

/** Writes the scripts that move users from a table in PostgreSQL, with the driver `pg`. */
export function postgresSourceScripts(settings: SqlSourceSettings): ImportScripts {
    return sqlScripts(
        settings,
        { quote: '"', parameter: '$1', isFoldingCase: false },
        `
  async function findRows(wanted) {
    const { Client } = require('pg');
    const { host, port, database, user, tls } = SETTINGS;
    const limit = { connectionTimeoutMillis: SETTINGS.timeLimitMs, query_timeout: SETTINGS.timeLimitMs, statement_timeout: SETTINGS.timeLimitMs };
    const client = new Client(Object.assign({ host, port, database, user, password: configuration.${SQL_SOURCE_CONFIGURATION}, ssl: tls }, limit));
    // A connection that breaks later on must not end the sandbox.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(queryFor(wanted), [wanted.toLowerCase()])).rows.map(fieldsOf);
    } finally {
      client.end(() => undefined);
    }
  }
`,
        5432,
    );
}

/**
 * Writes the scripts that move users from a table in MySQL or MariaDB.
 *
 * @param driver - `mysql` is the one of Auth0's templates; `mysql2` also knows `caching_sha2_password`
 */
export function mysqlSourceScripts(settings: SqlSourceSettings, driver: 'mysql' | 'mysql2' = 'mysql'): ImportScripts {
    return sqlScripts(
        settings,
        { quote: '`', parameter: '?', isFoldingCase: true },
        `
  function findRows(wanted) {
    const { host, port, database, user, tls } = SETTINGS;
    const options = { host, port, database, user, password: configuration.${SQL_SOURCE_CONFIGURATION}, connectTimeout: SETTINGS.timeLimitMs, charset: 'utf8mb4', supportBigNumbers: true };
    const connection = require('${driver}').createConnection(Object.assign(options, tls ? { ssl: tls } : {}));
    // A connection that breaks later on must not end the sandbox.
    connection.on('error', () => undefined);
    return new Promise((resolve, reject) => {
      connection.query({ sql: queryFor(wanted), values: [wanted.toLowerCase()], timeout: SETTINGS.timeLimitMs }, (error, rows) => {
        connection.destroy();
        if (error) reject(error);
        else resolve(rows.map(fieldsOf));
      });
    });
  }
`,
        3306,
    );
}

interface Dialect {
    readonly quote: '"' | '`';
    readonly parameter: string;
    /** Whether `=` takes no notice of case. */
    readonly isFoldingCase: boolean;
}

function sqlScripts(settings: SqlSourceSettings, dialect: Dialect, findRows: string, port: number): ImportScripts {
    const { host, database, user, table, columns, passwordHash, tls = true, storesLowerCase = false } = settings;
    const { idPrefix, beforeFirstLogin, refusal, timeLimitMs, target } = settings;
    const saltColumn = typeof passwordHash === 'object' ? passwordHash.salt : undefined;
    const selected = selectedColumns(columns, saltColumn);
    const [quoted, lowered] = [
        (name: string) => quotedName(name, dialect),
        (name: string) =>
            dialect.isFoldingCase || storesLowerCase
                ? quotedName(name, dialect)
                : `lower(${quotedName(name, dialect)})`,
    ];
    const list = selected.map(({ column, alias }) => `${quoted(column)} AS ${alias}`).join(', ');
    const from = table.split('.').map(quoted).join('.');
    const query = (column: string) =>
        `SELECT ${list} FROM ${from} WHERE ${lowered(column)} = ${dialect.parameter} LIMIT ${ROWS}`;
    const { username } = columns;
    const shared = `
  function queryFor(wanted) {
    return ${username === undefined ? 'SETTINGS.byEmail' : "wanted.includes('@') ? SETTINGS.byEmail : SETTINGS.byUsername"};
  }

  function fieldsOf(row) {
    const fields = { user_metadata: {}, app_metadata: {} };
    for (const [alias, path] of SETTINGS.fields) {
      const [field, key] = path;
      if (key === undefined) fields[field] = row[alias];
      else if (row[alias] !== null) fields[field][key] = row[alias];
    }
    return fields;
  }
${findRows}${DATABASE_PROFILE}`;
    return framedScripts(
        {
            settings: {
                ...{ host, port: settings.port ?? port, database, user },
                tls: tls === false ? false : { rejectUnauthorized: true, ...(tls === true ? {} : { ca: tls.ca }) },
                byEmail: query(columns.email),
                ...(username === undefined ? {} : { byUsername: query(username) }),
                fields: selected.map(({ alias, path }) => [alias, path]),
            },
            shared,
            login: `
  const crypto = require('crypto');
${passwordCheck(passwordHash)}${DATABASE_LOGIN}`,
            getUser: DATABASE_GET_USER,
        },
        {
            ...(idPrefix === undefined ? {} : { idPrefix }),
            ...(beforeFirstLogin === undefined ? {} : { beforeFirstLogin }),
            ...(refusal === undefined ? {} : { refusal }),
            ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
            ...(target === undefined ? {} : { target }),
        },
    );
}

/** What is selected: the column, a name that no dialect changes, and where the value goes. */
function selectedColumns(
    columns: UserColumns,
    salt: string | undefined,
): { column: string; alias: string; path: string[] }[] {
    const wanted: [string | undefined, ...string[]][] = [
        [columns.id, 'user_id'],
        [columns.email, 'email'],
        [columns.passwordHash, 'hash'],
        [salt, 'salt'],
        [columns.emailVerified, 'email_verified'],
        [columns.username, 'username'],
        [columns.phoneNumber, 'phone_number'],
        [columns.phoneVerified, 'phone_verified'],
        [columns.name, 'name'],
        [columns.givenName, 'given_name'],
        [columns.familyName, 'family_name'],
        [columns.nickname, 'nickname'],
        [columns.picture, 'picture'],
        [columns.blocked, 'blocked'],
        ...Object.entries(columns.userMetadata ?? {}).map(([key, column]): [string, string, string] => [
            column,
            'user_metadata',
            key,
        ]),
        ...Object.entries(columns.appMetadata ?? {}).map(([key, column]): [string, string, string] => [
            column,
            'app_metadata',
            key,
        ]),
    ];
    return wanted.flatMap(([column, ...path], index) =>
        column === undefined ? [] : [{ column, alias: `c${index}`, path }],
    );
}

function quotedName(name: string, { quote }: Dialect): string {
    return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}
