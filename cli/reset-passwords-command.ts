import { Command, InvalidArgumentError, Option } from 'commander';
import { type ResetCampaign, type ResetSettings, resetPasswords } from '../migrator/index.ts';
import { endpointsOf } from './endpoint-settings.ts';
import { exampleText } from './example-text.ts';
import { addMigrationOptions, EXAMPLE_FLAGS, type MigrationFlags } from './migration-options.ts';
import { stopOnSignal } from './stop-on-signal.ts';

interface ResetFlags extends MigrationFlags {
    readonly send: ResetSettings['send'];
    readonly perMinute: number;
    readonly file?: string;
    readonly column?: string;
    readonly encoding?: string;
    readonly campaign: string;
    readonly clientId?: string;
    readonly runId?: string;
    readonly runsFolder: string;
    readonly confirm?: string;
    readonly json?: true;
}

const LINES_SHOWN = 10;

const EXAMPLES = {
    'How many users would get a mail, without sending any': `reset-passwords ${EXAMPLE_FLAGS} --send mails`,
    'Send them': `reset-passwords ${EXAMPLE_FLAGS} --send mails --confirm customers`,
};

/** Makes the command `reset-passwords`, which mails users whose passwords cannot be used, or makes their tickets. Without `--confirm` it only counts. */
export function createResetPasswordsCommand(): Command {
    return addMigrationOptions(new Command('reset-passwords'))
        .description('have users set a new password whose old one cannot be used; counts them unless confirmed')
        .addOption(
            new Option(
                '--send <what>',
                'mails: Auth0 writes to each user; tickets: links for your own mails, encrypted',
            )
                .choices(['mails', 'tickets'])
                .makeOptionMandatory(),
        )
        .option('--per-minute <number>', 'users a minute at most, up to 300', parseWhole, 60)
        .option(
            '--file <list>',
            'take the users of this file, one address or ID a line, instead of those without a usable hash',
        )
        .option('--column <name>', 'the file is a table (CSV), and they stand in this column')
        .option('--encoding <name>', 'encoding of the file (default: UTF-8)')
        .option('--campaign <name>', 'nobody gets two in the same campaign', 'first')
        .option('--client-id <id>', 'ID of the application that mails are about')
        .option('--run-id <id>', 'ID of the run (default: derived from the definition and both endpoints)')
        .option('--runs-folder <folder>', 'folder with the files of all runs', '.auth0-user-migration')
        .option('--confirm <connection>', 'name of the target connection: send, which cannot be undone')
        .option('--json', 'print the numbers as one JSON object')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: ResetFlags) => {
            const { send, perMinute, file, column, encoding, campaign, clientId, runId, runsFolder, confirm } = flags;
            const reset = await resetPasswords({
                ...{ send, perMinute, file, column, encoding, campaign, clientId, runId, runsFolder, confirm },
                ...{ definitionPath: flags.definition, projectFolder: process.cwd(), signal: stopOnSignal() },
                ...endpointsOf(flags),
            });
            console.log(flags.json === true ? JSON.stringify(reset) : textOf(reset, flags));
        });
}

function parseWhole(text: string): number {
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number)) throw new InvalidArgumentError('Expected a whole number.');
    return number;
}

function textOf(reset: ResetCampaign, { confirm, send, campaign, targetConnection }: ResetFlags): string {
    const count = (users: number): string => users.toLocaleString('en-US');
    const listed = (counts: Readonly<Record<string, number>>): string =>
        Object.entries(counts)
            .map(([reason, users]) => `${reason} ${count(users)}`)
            .join(', ');
    const { due, dueByReason, sent, sentBefore, left, leftArtifact, unmatchedLines, ticketArtifacts } = reset;
    const [one, many] = send === 'mails' ? ['mail', 'mails'] : ['ticket', 'tickets'];
    const things = (users: number): string => `${count(users)} ${users === 1 ? one : many}`;
    const what = send === 'mails' ? `send ${things(due)}` : `make ${things(due)}`;
    return [
        confirm === undefined
            ? `Would ${what} for users of ${targetConnection}${due === 0 ? '' : ` (${listed(dueByReason)})`}. To do it, add --confirm ${targetConnection}.`
            : `${send === 'mails' ? 'Auth0 took' : 'Made'} ${things(sent)} of ${count(due)} for users of ${targetConnection}.`,
        ...(sentBefore === 0 ? [] : [`${things(sentBefore)} of the campaign ${campaign} went out before.`]),
        ...(Object.keys(left).length === 0
            ? []
            : [`These users get none: ${listed(left)}. They are listed in ${leftArtifact}.`]),
        ...(left['UNKNOWN'] === undefined ? [] : [UNKNOWN]),
        ...(unmatchedLines.length === 0
            ? []
            : [
                  `${count(unmatchedLines.length)} ${unmatchedLines.length === 1 ? 'entry of the file matches' : 'entries of the file match'} no user of the connection, in line ` +
                      `${unmatchedLines.slice(0, LINES_SHOWN).join(', ')}${unmatchedLines.length > LINES_SHOWN ? ', ...' : ''}.`,
              ]),
        ...ticketArtifacts.map((path) => `Tickets: ${path}`),
    ].join('\n');
}

const UNKNOWN =
    'UNKNOWN: the request got no answer, so the user may have got one. Look for "Change Password Request" of these users in the log of the target tenant. ' +
    'To send to the others anyway, put them into a file, and use it with another --campaign.';
