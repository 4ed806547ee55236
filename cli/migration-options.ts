import { type Command, Option } from 'commander';

/** The same options in an example. */
export const EXAMPLE_FLAGS =
    '--definition migrations/0001-customers.ts --source-connection legacy-customers --target-connection customers';

const CREDENTIALS = `
Credentials come from the environment: AUTH0_SOURCE_DOMAIN,
AUTH0_SOURCE_CLIENT_ID and AUTH0_SOURCE_CLIENT_SECRET, and the same with
AUTH0_TARGET_. A file as the source needs only those of the target.`;

/** What says which users go where. */
export interface MigrationFlags {
    readonly definition: string;
    readonly sourceConnection?: string;
    readonly sourceFile?: string;
    readonly targetConnection: string;
}

/** Gives a command the options that say which users go where. */
export function addMigrationOptions(command: Command): Command {
    return command
        .requiredOption('--definition <file>', 'migration definition')
        .option(
            '--source-connection <name>',
            'connection to migrate users from; not needed if the definition names a file',
        )
        .addOption(
            new Option('--source-file <file>', 'file of users instead of a connection').conflicts('sourceConnection'),
        )
        .requiredOption('--target-connection <name>', 'connection to migrate users to')
        .addHelpText('after', CREDENTIALS);
}
