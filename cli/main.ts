import { Command } from 'commander';
import { addLogOptions, openCommandLog } from './command-log.ts';
import { createDiagnoseCommand } from './diagnose-command.ts';
import { createInitCommand } from './init-command.ts';
import { createMovedCommand } from './moved-command.ts';
import { createPlanCommand } from './plan-command.ts';
import { createPulumiCommand } from './pulumi-command.ts';
import { createPurgeCommand } from './purge-command.ts';
import { createRehearseCommand } from './rehearse-command.ts';
import { reportFailure, throwArgumentFaults } from './report-failure.ts';
import { createResetPasswordsCommand } from './reset-passwords-command.ts';
import { createRollbackCommand } from './rollback-command.ts';
import { createRunCommand } from './run-command.ts';
import { createShowCommand } from './show-command.ts';
import { createStopCommand } from './stop-command.ts';
import { createTenantCommand } from './tenant-command.ts';

const program = new Command('auth0-user-migration')
    .description(
        'Tools for migrating the users of one Auth0 database connection into another. The migration itself is part of `pulumi up`.',
    )
    // `tenant` and its commands have options of the same names: each option belongs to the command that it follows.
    .enablePositionalOptions()
    .addCommand(createRehearseCommand())
    .addCommand(createInitCommand())
    .addCommand(createPlanCommand())
    .addCommand(createRunCommand())
    .addCommand(createRollbackCommand())
    .addCommand(createResetPasswordsCommand())
    .addCommand(createTenantCommand())
    .addCommand(createDiagnoseCommand())
    .addCommand(createMovedCommand())
    .addCommand(createShowCommand())
    .addCommand(createStopCommand())
    .addCommand(createPurgeCommand())
    .addCommand(createPulumiCommand());

addLogOptions(program);
throwArgumentFaults(program);
program.hook('preAction', (_, command) => {
    openCommandLog(command.opts());
});

try {
    await program.parseAsync();
} catch (error) {
    reportFailure(error, program);
}
