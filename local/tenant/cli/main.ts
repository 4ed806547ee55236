import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { exampleText } from './example-text.ts';
import { createPairCommand } from './pair-command.ts';
import { createShowCommand } from './show-command.ts';
import { createStartCommand } from './start-command.ts';

const EXAMPLES = {
    'A tenant with some users, until Ctrl+C': 'start --seed users.ndjson --control',
    'Two of them, with the settings of a migration from one to the other': 'pair --env .env',
};

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
};
const program = new Command('auth0-local-tenant')
    .description('A stateful Auth0 tenant on this machine, for tests and rehearsals.')
    .version(version, '--version', 'print the version')
    .addHelpText('after', exampleText(EXAMPLES))
    .addCommand(createStartCommand())
    .addCommand(createPairCommand())
    .addCommand(createShowCommand());

try {
    await program.parseAsync();
} catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    console.error(error instanceof CommanderError ? `${text} See --help.` : text);
    process.exitCode = 1;
}
