import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type OpenMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';

/** The file that `npx auth0-user-migration` starts. */
const ENTRY = resolve(import.meta.dirname, '../../bin/auth0-user-migration.js');

/** What a command said; one that ended with another code than 0 is an error with the same fields. */
export interface CommandOutput {
    readonly stdout: string;
    readonly stderr: string;
}

/** Starts a command as a shell does that writes into a pipe, for the endpoints of a migration. */
export async function runCommand(
    migration: OpenMigration,
    command: string,
    flags: readonly string[],
): Promise<CommandOutput> {
    return await promisify(execFile)(process.execPath, argumentsOf(command, flags), await optionsOf(migration));
}

/**
 * Starts the same in a terminal of its own.
 *
 * @returns undefined where the system has no `script` to make one
 */
export async function runInTerminal(
    migration: OpenMigration,
    command: string,
    flags: readonly string[],
): Promise<CommandOutput | undefined> {
    const line = [process.execPath, ...argumentsOf(command, flags)].map((word) => `'${word}'`).join(' ');
    try {
        await promisify(execFile)('script', ['--version']);
    } catch {
        return undefined;
    }
    return await promisify(execFile)('script', ['-qec', line, '/dev/null'], await optionsOf(migration));
}

function argumentsOf(command: string, flags: readonly string[]): string[] {
    const names = ['--definition', 'migration.ts', '--source-connection', SOURCE, '--target-connection', TARGET];
    return [ENTRY, command, ...names, '--run-id', 'run', '--runs-folder', 'runs', ...flags];
}

async function optionsOf({ tenant, proxy, folder }: OpenMigration) {
    const authorities = [tenant.caFile, proxy.caFile].map((file) => readFileSync(file, 'utf8'));
    await writeFile(join(folder, 'ca.pem'), authorities.join('\n'));
    const ends = ['SOURCE', 'TARGET'].flatMap((side) => [
        [`AUTH0_${side}_DOMAIN`, proxy.domain],
        [`AUTH0_${side}_CLIENT_ID`, tenant.clientId],
        [`AUTH0_${side}_CLIENT_SECRET`, tenant.clientSecret],
    ]);
    const env = { ...process.env, ...(Object.fromEntries(ends) as NodeJS.ProcessEnv) };
    return { cwd: folder, env: { ...env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } };
}
