import { type DatabaseProcess, findProgram, startDatabase } from './database-process.ts';

/** Starts MariaDB, whose user `root` has no password; undefined where it is not installed. */
export async function startMariadb(): Promise<DatabaseProcess | undefined> {
    const [install, server] = [findProgram('mariadb-install-db'), findProgram('mariadbd', 'mysqld')];
    if (install === undefined || server === undefined) return undefined;
    return startDatabase({
        initialize: (folder) => [
            install,
            ...['--no-defaults', `--datadir=${folder}/data`, '--auth-root-authentication-method=normal'],
            '--skip-test-db',
        ],
        start: (folder, port) => [
            server,
            ...['--no-defaults', `--datadir=${folder}/data`, `--port=${port}`, '--bind-address=127.0.0.1'],
            ...[`--socket=${folder}/socket`, `--pid-file=${folder}/pid`, '--innodb-buffer-pool-size=32M'],
        ],
        ready: /ready for connections/,
    });
}
