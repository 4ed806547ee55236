import { type Command, Option } from 'commander';

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
        .requiredOption('--target-connection <name>', 'connection to migrate users to');
}
