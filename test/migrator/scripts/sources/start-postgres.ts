import { type DatabaseProcess, findProgram, startDatabase } from './database-process.ts';

/** Password of the superuser `postgres`. */
export const POSTGRES_PASSWORD = 'of-the-superuser';

/** Starts PostgreSQL; undefined where it is not installed. */
export async function startPostgres(): Promise<DatabaseProcess | undefined> {
    const [initdb, postgres] = [findProgram('initdb'), findProgram('postgres')];
    if (initdb === undefined || postgres === undefined) return undefined;
    return startDatabase({
        initialize: (folder) => [
            '/bin/sh',
            '-c',
            `echo ${POSTGRES_PASSWORD} > pw && "$0" --pgdata "$1" --username postgres --pwfile pw --auth scram-sha-256 --encoding UTF8 --no-sync`,
            initdb,
            `${folder}/data`,
        ],
        start: (folder, port) => [
            postgres,
            ...['-D', `${folder}/data`, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
        ],
        ready: /database system is ready to accept connections/,
    });
}
