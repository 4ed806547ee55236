import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { MigrationError } from '../migrator/index.ts';

// It stands in the sources of this project, and in no published package.
const SOURCE = new URL('../local/commands.ts', import.meta.url);

const ELSEWHERE = {
    tenant: 'Local tenants are a package of their own. Run `npx auth0-local-tenant start`, `pair` or `show`.',
    rehearse: 'A rehearsal is part of the repository. Run `npm ci && npm start` in a clone of it.',
    pulumi: 'Programs run with the Pulumi CLI (https://www.pulumi.com/docs/install/). Run `pulumi up`.',
};

/** Adds the commands that only the repository has; elsewhere each of their names says what takes its place. */
export async function addRepositoryCommands(program: Command): Promise<void> {
    if (existsSync(SOURCE)) {
        const source = (await import(SOURCE.href)) as { createRepositoryCommands(): Command[] };
        for (const command of source.createRepositoryCommands()) program.addCommand(command);
        return;
    }
    for (const [name, advice] of Object.entries(ELSEWHERE)) {
        const command = new Command(name).argument('[words...]').allowUnknownOption().helpOption(false);
        command.action(() => {
            throw new MigrationError('SETTING_INVALID', advice);
        });
        program.addCommand(command, { hidden: true });
    }
}
