import type { Policies } from './history-model.ts';

/** Writes policies as the text of a definition's object literal, without braces; what is the default is left out. */
export function definitionText({ idPolicy, existingUsers, deletedInTarget, conflicts }: Policies): string {
    return [
        "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'reset' }",
        `userIds: ${JSON.stringify(idPolicy)}`,
        `existingUsers: '${existingUsers}'`,
        ...(deletedInTarget === 'leave' ? [] : [`deletedInTarget: '${deletedInTarget}'`]),
        ...(conflicts === 'report' ? [] : [`conflicts: '${conflicts}'`]),
    ]
        .map((line) => `${line},\n`)
        .join('');
}
