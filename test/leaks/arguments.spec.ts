import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { assertUnmarked, MARKS } from './marks.ts';
import { type CommandArguments, commandsOf, environmentVariables, MAIN } from './program-arguments.ts';

/** What the flags need that lead further than to the first refusal. */
const USUAL: Readonly<Record<string, string>> = {
    '--definition': 'migration.ts',
    '--source-connection': SOURCE,
    '--target-connection': TARGET,
    '--connection': TARGET,
    '--email': 'user-1@example.com',
};
/** Flags that take the place of another. */
const INSTEAD_OF: Readonly<Record<string, string>> = { '--source-file': '--source-connection', '--file': '--email' };
/** What somebody asks for by name is in the answer. */
const ASKED_FOR = ['diagnose --email', 'tenant show --users'];
/** Where a run or a tenant lies is what their output has to say. */
const PLACES_OF_FILES = ['--env', '--run-id', '--runs-folder', '--store'];
/** Commands that go on until somebody stops them. */
const STAYS = ['tenant', 'rehearse'];
const MARKED = Object.values(MARKS);
const isAll = process.env['LEAKS'] === 'all';

describe('a secret or an address in any argument or environment variable', function () {
    this.timeout(3_600_000);
    let migration: OpenMigration;
    let commands: readonly CommandArguments[];
    before(async () => {
        migration = await openMigration({ users: inventUsers(2) });
        const definition = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        await writeFile(
            join(migration.folder, 'probing.ts'),
            definition.replace('description:', "loginProbes: ['user-1@example.com'], description:"),
        );
        await writeFile(
            join(migration.folder, 'encrypted.ts'),
            definition.replace("whenMissing: 'reset'", "whenMissing: 'reset', hashExport: 'encrypted.pgp'"),
        );
        await writeFile(
            join(migration.folder, 'encrypted.pgp'),
            '-----BEGIN PGP MESSAGE-----\n\nhQEMAzzzzzzzzzz\n-----END PGP MESSAGE-----\n',
        );
        commands = await commandsOf();
    });
    after(() => migration.close());

    const outputOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
        const { tenant, folder } = migration;
        const ends = ['AUTH0', 'AUTH0_SOURCE', 'AUTH0_TARGET'].flatMap((prefix) => [
            [`${prefix}_DOMAIN`, tenant.domain],
            [`${prefix}_CLIENT_ID`, tenant.clientId],
            [`${prefix}_CLIENT_SECRET`, tenant.clientSecret],
        ]);
        const child = spawn(process.execPath, [MAIN, ...args], {
            cwd: folder,
            env: {
                ...process.env,
                ...(Object.fromEntries(ends) as NodeJS.ProcessEnv),
                NODE_EXTRA_CA_CERTS: tenant.caFile,
                ...env,
            },
        });
        let output = '';
        const take = (data: Buffer): void => {
            output += data.toString();
            // What stays has begun.
            if (STAYS.includes(args[0] ?? '')) child.kill('SIGTERM');
        };
        child.stdout.on('data', take);
        child.stderr.on('data', take);
        await new Promise((resolve) => child.on('close', resolve));
        return output + (await writtenIn(folder));
    };

    const usualOf = ({ flags }: CommandArguments, except: string): string[] =>
        flags.flatMap(({ name }) => {
            const value = USUAL[name];
            return value === undefined || name === except || INSTEAD_OF[except] === name ? [] : [name, value];
        });

    it('is in no output, log and file of a run: every flag and operand of every command', async () => {
        const tried = new Set<string>();
        let turn = 0;
        for (const command of commands) {
            const { path, flags, operands } = command;
            const places = [
                ...flags.map(({ name, takesValue }) => ({
                    name,
                    args: (mark: string) => (takesValue ? [name, mark] : [`${name}=${mark}`]),
                })),
                { name: 'a flag', args: (mark: string) => [`--${mark}`] },
                { name: 'a word', args: (mark: string) => [mark] },
                { name: 'operands', args: (mark: string) => Array.from({ length: operands + 1 }, () => mark) },
            ];
            for (const { name, args } of places) {
                const place = [...path, name].join(' ');
                // The same flag is read by the same code in several commands.
                if (ASKED_FOR.includes(place) || PLACES_OF_FILES.includes(name) || (!isAll && tried.has(name)))
                    continue;
                tried.add(name);
                turn += 1;
                for (const mark of isAll ? MARKED : [MARKED[turn % MARKED.length] ?? '']) {
                    const output = await outputOf([...path, ...usualOf(command, name), ...args(mark)]);
                    assert.notEqual(output, '', place);
                    assertUnmarked(output, `\`${place}\``);
                }
            }
        }
        for (const wanted of ['--definition', '--source-file', '--approved-plan', '--seed', '--secret', '--tenant'])
            assert.ok(tried.has(wanted), `${wanted} is a flag`);
    });

    it('is in no output, log and file of a run: every environment variable', async () => {
        const variables = environmentVariables();
        assert.ok(variables.length > 12, String(variables));
        const ends = ['--source-connection', SOURCE, '--target-connection', TARGET];
        const tried = [
            ['plan', '--definition', 'encrypted.ts', ...ends],
            ['run', '--definition', 'probing.ts', ...ends],
            ['show', '.', 'excluded'],
        ];
        let turn = 0;
        for (const variable of variables) {
            turn += 1;
            for (const mark of isAll ? MARKED : [MARKED[turn % MARKED.length] ?? '']) {
                for (const args of isAll ? tried : tried.slice(turn % 2, (turn % 2) + 1))
                    assertUnmarked(await outputOf(args, { [variable]: mark }), `${variable} of \`${String(args[0])}\``);
            }
        }
    });
});

// Of the runs that the commands made; their names are the tests' own.
async function writtenIn(folder: string): Promise<string> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const runs = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('.auth0-user-migration'));
    return (
        await Promise.all(runs.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')))
    ).join('\n');
}
