import { counted } from '../migrator/counted.ts';
import type { SwitchChange, SwitchInspection } from '../migrator/index.ts';
import type { RunInputs } from './run-inputs.ts';

/** How many organizations a warning names. */
const MOST_NAMES = 10;

/** Says what a cut-over changes: each client and each organization before and after, and who is left behind. */
export function switchText(
    to: 'source' | 'target',
    { sourceConnection, targetConnection }: RunInputs,
    {
        changes,
        moreOrganizations,
        leftUsers = 0,
        onlyInTarget,
        organizationsLeft,
        isImportMode,
        changedPasswords,
        withoutPassword,
    }: SwitchInspection,
): string {
    const name = to === 'target' ? targetConnection : (sourceConnection ?? 'the source');
    const lines = changes.map((change) => `  ${changeText(change)}`);
    const more = moreOrganizations === 0 ? [] : [`  and ${counted(moreOrganizations, 'organization')} more`];
    return [
        `Logins go through ${name}:`,
        ...lines,
        ...more,
        ...leftText(to, leftUsers, isImportMode),
        ...returnText(targetConnection, name, onlyInTarget),
        ...organizationText(targetConnection, name, organizationsLeft),
        ...passwordText(to, changedPasswords),
        ...campaignText(to, withoutPassword),
    ].join('\n');
}

function changeText({ kind, name, domain, before, after, differs = [] }: SwitchChange): string {
    const words = (connections: readonly string[]) => (connections.length === 0 ? 'none' : connections.join(' and '));
    const [from, next] = [words(before), words(after)];
    const settings = differs.length === 0 ? '' : `. They differ in ${differs.join(' and ')}`;
    return `${kind} ${name} (${domain}): ${from === next ? `${from}, as before` : `${from} -> ${next}`}${settings}`;
}

function leftText(to: 'source' | 'target', leftUsers: number, isImportMode: boolean): string[] {
    if (to === 'source' || leftUsers === 0) return [];
    return [
        `${counted(leftUsers, 'user')} of the source ${leftUsers === 1 ? 'is' : 'are'} not in the target yet. ${
            isImportMode
                ? 'Import mode moves them when they log in.'
                : 'Users that the last pass does not move can no longer log in.'
        }`,
    ];
}

function returnText(target: string, source: string, users: number): string[] {
    if (users === 0) return [];
    return [
        `Warning: ${counted(users, 'account')} of ${target} ${users === 1 ? 'was' : 'were'} not moved from ${source}, such as those of people who signed up since the ` +
            `cut-over. Their owners can log in only if they have an account in ${source} too.`,
    ];
}

function organizationText(target: string, source: string, names: readonly string[]): string[] {
    if (names.length === 0) return [];
    const shown = names.slice(0, MOST_NAMES).join(', ');
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return [
        `Warning: ${counted(names.length, 'organization has', 'organizations have')} ${target} and not ${source}: ${shown}${more}. Their members cannot log in there through ` +
            `${source}. Enable it for those whose members should.`,
    ];
}

function passwordText(to: 'source' | 'target', changed: number): string[] {
    if (to === 'source' || changed === 0) return [];
    return [
        `Warning: ${counted(changed, 'user')} changed the password in the source after the hash export was made, as of the last pass. Only the older password ` +
            'works in the target. The list `changed-passwords` of the run names them: send them password resets.',
    ];
}

function campaignText(to: 'source' | 'target', users: number): string[] {
    if (to === 'source' || users === 0) return [];
    return [
        `${counted(users, 'user')} ${users === 1 ? 'has' : 'have'} no password that works in the target, as of the last pass. After the cut-over, ` +
            '`npx auth0-user-migration reset-passwords` sends each a mail or makes a link, which cannot be taken back; without `--confirm` it only counts them.',
    ];
}
