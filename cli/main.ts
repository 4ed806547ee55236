import { flushCompileCache } from 'node:module';
import { Command } from 'commander';
import { addLogOptions, openCommandLog } from './command-log.ts';
import { createDiagnoseCommand } from './diagnose-command.ts';
import { exampleText } from './example-text.ts';
import { createInitCommand } from './init-command.ts';
import { EXAMPLE_FLAGS } from './migration-options.ts';
import { createMovedCommand } from './moved-command.ts';
import { readPackageManifest } from './package-manifest.ts';
import { createPlanCommand } from './plan-command.ts';
import { createPurgeCommand } from './purge-command.ts';
import { reportFailure, throwArgumentFaults } from './report-failure.ts';
import { addRepositoryCommands } from './repository-commands.ts';
import { createResetPasswordsCommand } from './reset-passwords-command.ts';
import { createRollbackCommand } from './rollback-command.ts';
import { createRunCommand } from './run-command.ts';
import { createShowCommand } from './show-command.ts';
import { createStopCommand } from './stop-command.ts';

const EXAMPLES = {
    'A project of your own, which runs on two local tenants as it is': 'init two-tenants my-migration',
    'What would happen to the users, without doing it': `plan ${EXAMPLE_FLAGS}`,
    'The users that a run left out, with reasons': 'show .auth0-user-migration/<run> excluded',
};

const program = new Command('auth0-user-migration')
    .description(
        'Tools for migrating the users of one Auth0 database connection into another. The migration itself is part of `pulumi up`.',
    )
    .version((await readPackageManifest()).version, '--version', 'print the version')
    .addHelpText('after', exampleText(EXAMPLES))
    // `tenant` and its commands have options of the same names: each option belongs to the command that it follows.
    .enablePositionalOptions()
    .addCommand(createInitCommand())
    .addCommand(createPlanCommand())
    .addCommand(createRunCommand())
    .addCommand(createRollbackCommand())
    .addCommand(createResetPasswordsCommand())
    .addCommand(createDiagnoseCommand())
    .addCommand(createMovedCommand())
    .addCommand(createShowCommand())
    .addCommand(createStopCommand())
    .addCommand(createPurgeCommand());
await addRepositoryCommands(program);

addLogOptions(program);
throwArgumentFaults(program);
// If there is a cache, processes that this one starts or that start beside it find what it has compiled.
flushCompileCache();
program.hook('preAction', (_, command) => {
    openCommandLog(command.opts());
});

try {
    await program.parseAsync();
} catch (error) {
    reportFailure(error, program);
}
