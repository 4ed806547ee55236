import assert from 'node:assert/strict';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { PasswordHashKind } from '../../../migrator/scripts/password-check.ts';
import {
    mysqlSourceScripts,
    postgresSourceScripts,
    type SqlSourceSettings,
} from '../../../migrator/scripts/sql-scripts.ts';
import type { DatabaseProcess } from './sources/database-process.ts';
import { type OpenTarget, openTarget } from './sources/open-target.ts';
import { bcryptOf } from './sources/script-source.ts';
import { startMariadb } from './sources/start-mariadb.ts';
import { POSTGRES_PASSWORD, startPostgres } from './sources/start-postgres.ts';

const PASSWORD = 'Legacy-pass-1';
// Of an empty, a short and another hash. "AAAA" in base 64 is three bytes.
const DJANGO = { empty: 'pbkdf2_sha256$1$salt$=', short: 'pbkdf2_sha256$1$salt$AAAA' };
const PHC = { empty: '$pbkdf2-sha256$i=1,l=32$c2FsdA$=', short: '$pbkdf2-sha256$i=1$c2FsdA$AAAA' };

interface Row {
    readonly id: string;
    readonly mail: string;
    readonly hash: string | null;
    readonly login?: string;
}

async function rows(): Promise<Row[]> {
    const hash = await bcryptOf(PASSWORD);
    return [
        { id: '11', mail: 'ánn@example.com', hash: await bcryptOf('Of-another-1'), login: 'ann@example.com' },
        { id: '12', mail: 'ànn@example.com', hash: null },
        { id: '13', mail: 'ann@example.com', hash, login: 'Ann' },
        { id: '9007199254740992', mail: 'one@example.com', hash },
        { id: '9007199254740993', mail: 'two@example.com', hash },
        { id: '21', mail: 'twice@example.com', hash },
        { id: '22', mail: 'TWICE@example.com', hash },
        { id: '31', mail: 'none@example.com', hash: null },
        { id: '32', mail: 'blank@example.com', hash: '' },
        ...Object.entries({ ...DJANGO }).map(([name, hash], index) => ({
            ...{ id: `4${index}`, mail: `django-${name}@example.com`, hash },
        })),
        ...Object.entries({ ...PHC }).map(([name, hash], index) => ({
            ...{ id: `5${index}`, mail: `phc-${name}@example.com`, hash },
        })),
    ];
}

interface Database {
    readonly server: DatabaseProcess;
    readonly password: string;
    scripts(settings: SqlSourceSettings): ReturnType<typeof postgresSourceScripts>;
}

async function openPostgres(): Promise<Database | undefined> {
    const server = await startPostgres();
    if (server === undefined) return undefined;
    const login = { user: 'postgres', password: POSTGRES_PASSWORD, database: 'postgres' };
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, ...login });
    await client.connect();
    await client.query('CREATE TABLE people (id bigint, mail varchar(100), hash char(100), login varchar(50))');
    for (const { id, mail, hash, login: name = null } of await rows())
        await client.query('INSERT INTO people VALUES ($1, $2, $3, $4)', [id, mail, hash, name]);
    await client.end();
    return {
        server,
        password: POSTGRES_PASSWORD,
        scripts: (settings) => postgresSourceScripts({ ...settings, user: 'postgres', database: 'postgres' }),
    };
}

async function openMariadb(driver: 'mysql' | 'mysql2'): Promise<Database | undefined> {
    const server = await startMariadb();
    if (server === undefined) return undefined;
    const connection = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    await connection.query('CREATE DATABASE legacy');
    await connection.query('USE legacy');
    await connection.query('CREATE TABLE people (id bigint, mail varchar(100), hash binary(100), login varchar(50))');
    for (const { id, mail, hash, login = null } of await rows())
        await connection.query('INSERT INTO people VALUES (?, ?, ?, ?)', [id, mail, hash, login]);
    await connection.query("CREATE USER reader@'%' IDENTIFIED BY 'of-the-reader'");
    await connection.query("GRANT SELECT ON legacy.people TO reader@'%'");
    await connection.end();
    return {
        server,
        password: 'of-the-reader',
        scripts: (settings) => mysqlSourceScripts({ ...settings, user: 'reader', database: 'legacy' }, driver),
    };
}

for (const [name, open] of [
    ['PostgreSQL', openPostgres],
    ['MariaDB, by the driver mysql', () => openMariadb('mysql')],
    ['MariaDB, by the driver mysql2', () => openMariadb('mysql2')],
] as const) {
    describe(`generated scripts, with peculiar rows in ${name}`, function () {
        this.timeout(120_000);
        let database: Database | undefined;
        let target: OpenTarget;

        const scriptsFor = (passwordHash: PasswordHashKind) => {
            assert.ok(database);
            return database.scripts({
                ...{ host: '127.0.0.1', port: database.server.port, database: '', user: '', table: 'people' },
                ...{ columns: { id: 'id', email: 'mail', passwordHash: 'hash', username: 'login' } },
                ...{ passwordHash, tls: false },
            });
        };

        before(async function () {
            database = await open();
            if (database === undefined) {
                if (process.env['CI'] !== undefined) throw new Error(`No server for ${name} is installed.`);
                this.skip();
            }
        });
        beforeEach(async () => {
            assert.ok(database);
            target = await openTarget(scriptsFor('bcrypt'), {
                configuration: { SOURCE_PASSWORD: database.password },
                hosts: [`127.0.0.1:${database.server.port}`],
            });
        });
        afterEach(() => target.close());
        after(() => database?.server.stop());

        it('find whose address it is among those that differ in accents, in a column of a fixed width', async () => {
            assert.equal((await target.logInto('ann@example.com', 'Of-another-1')).status, 403);
            assert.equal((await target.logInto('ann@example.com', PASSWORD)).status, 200);
            assert.deepEqual(await target.userIds(), ['auth0|13']);
        });

        it('keep two users apart whose IDs no number of JavaScript can hold', async () => {
            assert.equal((await target.logInto('one@example.com', PASSWORD)).status, 200);
            assert.equal((await target.logInto('two@example.com', PASSWORD)).status, 200);
            const ids = ['auth0|9007199254740992', 'auth0|9007199254740993'];
            assert.deepEqual((await target.userIds()).sort(), ids);
        });

        it('let nobody in by an address that two have, nor sign up with it', async () => {
            const { status, error, description } = await target.logInto('twice@example.com', PASSWORD);
            assert.deepEqual([status, error], [403, 'access_denied']);
            assert.match(description, /has several with this address/);
            const user = { connection: 'customers', email: 'twice@example.com', password: 'Correct-horse-1' };
            assert.equal((await target.call('POST', '/api/v2/users', user)).status, 400);
        });

        it('let nobody in without a hash, whatever they type', async () => {
            for (const email of ['none@example.com', 'blank@example.com']) {
                for (const password of ['null', 'undefined', ' ', PASSWORD])
                    assert.equal((await target.logInto(email, password)).error, 'invalid_grant', email);
            }
            assert.deepEqual(await target.userIds(), []);
        });

        it('let nobody in by a hash that is empty or was cut short', async () => {
            for (const [kind, names] of [
                ['django', Object.keys(DJANGO)],
                ['phc', Object.keys(PHC)],
            ] as const) {
                await target.use(scriptsFor(`pbkdf2-${kind}`));
                for (const of of names) {
                    const { error } = await target.logInto(`${kind}-${of}@example.com`, PASSWORD);
                    assert.equal(error, 'invalid_grant', `${kind} ${of}`);
                }
            }
            assert.deepEqual(await target.userIds(), []);
        });

        it('let nobody in by what means something to a database', async () => {
            for (const typed of ["' OR '1'='1", '%', '_nn@example.com', '*', 'ann@example.com\u0000', '\\', '"', '`']) {
                const { status } = await target.logInto(typed, PASSWORD);
                assert.equal(status, 403, typed);
            }
            assert.deepEqual(await target.userIds(), []);
        });
    });
}
