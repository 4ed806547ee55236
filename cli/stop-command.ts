import { Command } from 'commander';
import { stopRun } from '../migrator/index.ts';
import { exampleText } from './example-text.ts';

/** Makes the command `stop`, which asks a run to stop where nothing is half done. */
export function createStopCommand(): Command {
    return new Command('stop')
        .description(
            'ask a running migration to stop at the next safe point, on any machine; the next attempt continues',
        )
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .addHelpText('after', exampleText({ 'Stop a run': 'stop .auth0-user-migration/<run>' }))
        .action(async (folder: string) => {
            const { process, runningJobs, usersSent } = await stopRun(folder);
            const done = `${count(usersSent, 'user')} sent so far; ${count(runningJobs, 'import job')} still running at Auth0.`;
            console.log(
                process === undefined
                    ? `No process is working on this run. ${done}`
                    : `Asked process ${process.pid} on ${process.host} to stop. ${done} Run the migration again to continue.`,
            );
        });
}

function count(number: number, what: string): string {
    return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
