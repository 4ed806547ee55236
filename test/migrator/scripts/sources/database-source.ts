import mysql from 'mysql2/promise';
import pg from 'pg';
import {
    mysqlSourceScripts,
    postgresSourceScripts,
    type SqlSourceSettings,
    type UserColumns,
} from '../../../../migrator/scripts/sql-scripts.ts';
import type { DatabaseProcess } from './database-process.ts';
import { bcryptOf, capitalized, type ScriptSource, USERS } from './script-source.ts';
import { startMariadb } from './start-mariadb.ts';
import { POSTGRES_PASSWORD, startPostgres } from './start-postgres.ts';
import { openTcpGate } from './tcp-gate.ts';

const READER_PASSWORD = 'of-the-reader';
const TABLE = `CREATE TABLE people (
    id varchar(40) PRIMARY KEY, mail varchar(200) NOT NULL, login varchar(100), hash varchar(200),
    is_verified boolean NOT NULL, display_name varchar(200), is_blocked boolean NOT NULL, plan varchar(20), level integer)`;
const COLUMNS: UserColumns = {
    ...{ id: 'id', email: 'mail', username: 'login', passwordHash: 'hash', emailVerified: 'is_verified' },
    ...{ name: 'display_name', blocked: 'is_blocked', userMetadata: { plan: 'plan' }, appMetadata: { level: 'level' } },
};

async function rows(): Promise<unknown[][]> {
    return Promise.all(
        USERS.map(async ({ id, email, username, password, name, isBlocked = false }) => [
            ...[id, capitalized(email), capitalized(username), await bcryptOf(password)],
            ...[true, name, isBlocked, 'gold', 3],
        ]),
    );
}

async function sourceOf(
    server: DatabaseProcess,
    scriptsFor: (settings: SqlSourceSettings) => ReturnType<ScriptSource['scripts']>,
    lock: NonNullable<ScriptSource['lock']>,
): Promise<ScriptSource> {
    const gate = await openTcpGate(server.port);
    return {
        scripts: (choices = {}) =>
            scriptsFor({
                ...{ host: '127.0.0.1', port: gate.port, database: 'legacy', user: 'reader', table: 'people' },
                ...{ columns: COLUMNS, passwordHash: 'bcrypt', tls: false, ...choices },
            }),
        configuration: { SOURCE_PASSWORD: READER_PASSWORD },
        hosts: [`127.0.0.1:${gate.port}`],
        breakDown(how) {
            gate.breakdown = how;
        },
        mend() {
            gate.breakdown = undefined;
        },
        contacts: () => gate.connections,
        lock,
        async close() {
            await gate.close();
            await server.stop();
        },
    };
}

/** A table in PostgreSQL, read by a user who may read nothing else; undefined where the server is not installed. */
export async function openPostgresSource(): Promise<ScriptSource | undefined> {
    const server = await startPostgres();
    if (server === undefined) return undefined;
    const connectTo = async (database: string) => {
        const login = { user: 'postgres', password: POSTGRES_PASSWORD };
        const client = new pg.Client({ host: '127.0.0.1', port: server.port, database, ...login });
        await client.connect();
        return client;
    };
    const first = await connectTo('postgres');
    await first.query('CREATE DATABASE legacy');
    await first.query(`CREATE ROLE reader LOGIN PASSWORD '${READER_PASSWORD}'`);
    await first.end();
    const second = await connectTo('legacy');
    await second.query(TABLE);
    await second.query('GRANT SELECT ON people TO reader');
    for (const row of await rows()) await second.query('INSERT INTO people VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)', row);
    await second.end();
    return sourceOf(server, postgresSourceScripts, async () => {
        const client = await connectTo('legacy');
        await client.query('BEGIN');
        await client.query('LOCK TABLE people IN ACCESS EXCLUSIVE MODE');
        return () => client.end();
    });
}

/** A table in MariaDB; undefined where the server is not installed. */
export async function openMysqlSource(driver: 'mysql' | 'mysql2'): Promise<ScriptSource | undefined> {
    const server = await startMariadb();
    if (server === undefined) return undefined;
    const connection = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    await connection.query('CREATE DATABASE legacy');
    await connection.query('USE legacy');
    await connection.query(TABLE);
    for (const row of await rows()) await connection.query('INSERT INTO people VALUES (?)', [row]);
    await connection.query(`CREATE USER reader@'%' IDENTIFIED BY '${READER_PASSWORD}'`);
    await connection.query("GRANT SELECT ON legacy.people TO reader@'%'");
    await connection.end();
    return sourceOf(
        server,
        (settings) => mysqlSourceScripts(settings, driver),
        async () => {
            const root = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
            await root.query('LOCK TABLES legacy.people WRITE');
            return () => root.end();
        },
    );
}
