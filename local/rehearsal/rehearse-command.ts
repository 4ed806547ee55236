import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openStatusLine } from '../../cli/status-line.ts';
import { printText } from '../../cli/terminal-text.ts';
import { exportCommands, pairSettings, watchLines } from '../tenant/cli/pair-settings.ts';
import { rehearse } from './rehearse.ts';

type Rehearsal = Awaited<ReturnType<typeof rehearse>>;
type Stage = Parameters<NonNullable<Parameters<typeof rehearse>[0]['beforeStop']>>[0];

interface RehearseFlags {
    users: number;
    jobRate: number;
    json?: true;
    keep?: true;
}

/** Makes the command `rehearse`, which runs a whole migration on this machine and says how it went. */
export function createRehearseCommand(): Command {
    return new Command('rehearse')
        .description('run a whole migration of invented users between two local tenants')
        .addOption(new Option('--users <number>', 'users to invent').default(5000).argParser(parseCount))
        .addOption(
            new Option('--job-rate <number>', 'users a second and import job').default(3000).argParser(parseCount),
        )
        .option('--json', 'make the last line of stdout one JSON object')
        .option('--keep', 'leave the tenants running and print how to use them')
        .action(async ({ users, jobRate, json, keep }: RehearseFlags) => {
            const status = openStatusLine();
            const say = (line: string): void => {
                // What was going on is over.
                status.set(undefined);
                printText(line);
            };
            try {
                const result = await rehearse({
                    projectFolder: process.cwd(),
                    cli: fileURLToPath(new URL('../tenant/bin/auth0-local-tenant.js', import.meta.url)),
                    ...{ users, jobRate, say },
                    showStatus: (line) => {
                        status.set(() => line);
                    },
                    ...(keep === undefined
                        ? {}
                        : {
                              beforeStop: async (stage) => {
                                  status.close();
                                  await lookAround(stage);
                              },
                          }),
                });
                if (json !== undefined) say(JSON.stringify(result));
                else if (keep === undefined) say(endOf(result));
            } finally {
                status.close();
            }
        });
}

function endOf(result: Rehearsal): string {
    const { roles, organizations, memberRoles, permissions } = result.assigned;
    const numbers = Object.entries({ roles, memberships: organizations, 'roles of members': memberRoles, permissions });
    return `
Every user is where it belongs, with ${numbers.map(([what, number]) => `${number.toLocaleString('en-US')} ${what}`).join(', ')} (${result.seconds} s).
Report: ${result.reportFile}
Next: a project of your own, with \`npm run pack && npx auth0-user-migration init two-tenants ../my-migration\`.
      \`npm start -- --keep\` leaves the two tenants running.`;
}

async function lookAround({ source, target, caFile, result }: Stage): Promise<void> {
    const pair = { source, target, caFile };
    const settings = exportCommands(pairSettings(pair));
    printText(`${endOf(result)}\n\nBoth tenants run until Ctrl+C. Use them with\n\n${settings}\n\n${watchLines(pair)}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function parseCount(text: string): number {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Expected a whole number, 1 or more.');
    return count;
}
