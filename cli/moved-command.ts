import { Command } from 'commander';
import { findMovedUsers } from '../migrator/index.ts';
import { refuseMissing } from './credentials.ts';
import { endpointOf } from './endpoint-settings.ts';
import { exampleText } from './example-text.ts';

interface MovedFlags {
    sourceConnection: string;
    targetConnection: string;
    rememberIdAs: string;
    list?: true;
    json?: true;
}

const ENDS = '--source-connection legacy --target-connection customers';
const EXAMPLES = {
    'How many users have moved': `moved ${ENDS}`,
    'Who has not, for a list': `moved ${ENDS} --list`,
};

/** Makes the command `moved`, which says who of a lazy migration's users has moved. It only reads. */
export function createMovedCommand(): Command {
    return new Command('moved')
        .description('say how many users of a connection have moved into another, and who has not; changes nothing')
        .requiredOption('--source-connection <name>', 'connection that users come from (AUTH0_SOURCE_...)')
        .requiredOption('--target-connection <name>', 'connection that they move into (AUTH0_TARGET_...)')
        .option('--remember-id-as <key>', 'key of app_metadata that keeps the old ID', 'previous_user_id')
        .option('--list', 'print who has not moved, one a line: ID and address')
        .option('--json', 'print one JSON object')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async ({ sourceConnection, targetConnection, rememberIdAs, list, json }: MovedFlags) => {
            refuseMissing(['AUTH0_SOURCE', 'AUTH0_TARGET']);
            const ends = {
                source: endpointOf('SOURCE', sourceConnection),
                target: endpointOf('TARGET', targetConnection),
            };
            const { sourceUsers, moved, unmoved } = await findMovedUsers({
                ...ends,
                rememberIdAs,
            });
            if (json === true) {
                const named = list === true ? { unmoved } : {};
                console.log(JSON.stringify({ sourceUsers, moved, notMoved: unmoved.length, ...named }));
                return;
            }
            if (list === true) for (const { userId, email = '' } of unmoved) console.log(`${userId}  ${email}`);
            const count = (users: number): string => users.toLocaleString('en-US');
            console.log(
                `${count(moved)} of ${count(sourceUsers)} users have moved, ${count(unmoved.length)} have not.`,
            );
        });
}
