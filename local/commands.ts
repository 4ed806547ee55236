import type { Command } from 'commander';
import { createPulumiCommand } from './pulumi/index.ts';
import { createRehearseCommand } from './rehearsal/rehearse-command.ts';
import { createPairCommand } from './tenant/cli/pair-command.ts';
import { createShowCommand } from './tenant/cli/show-command.ts';
import { createStartCommand } from './tenant/cli/start-command.ts';

/** Makes the commands that `auth0-user-migration` has in this repository only. */
export function createRepositoryCommands(): Command[] {
    const tenant = createStartCommand()
        .name('tenant')
        .enablePositionalOptions()
        .addCommand(createPairCommand())
        .addCommand(createShowCommand());
    return [createRehearseCommand(), tenant, createPulumiCommand()];
}
