import { counted, reasonsText } from '../migrator/counted.ts';
import type { Decommissioned, DecommissionInspection, DecommissionSettings } from '../migrator/index.ts';
import type { RunInputs } from './run-inputs.ts';

/** Says what a decommissioning deletes, before it does. */
export function decommissionText(
    { sourceConnection = '', sourceDomain = '', targetConnection }: RunInputs,
    settings: DecommissionSettings,
    { sourceUsers, verifiedUsers, deleted, staying, isAskedByImportMode }: DecommissionInspection,
): string {
    const most = Math.min(sourceUsers, verifiedUsers);
    return [
        `Irreversible: deletes up to ${counted(most, 'user')} of ${sourceUsers.toLocaleString('en-US')} in ${sourceConnection} (${sourceDomain}), and ` +
            `never more than ${settings.maxDeletions.toLocaleString('en-US')}${deleted === 0 ? '' : ` (${deleted.toLocaleString('en-US')} were deleted before)`}.`,
        ...(staying === 0
            ? []
            : [
                  `Tries again to delete ${counted(staying, 'user')} that stayed last time: the list \`staying\` says why.`,
              ]),
        'Only users that are verified in the target by a pass just before are deleted; everybody else stays and is listed. No export or backup brings a ' +
            "deleted user's password, factors or sessions back.",
        ...(isAskedByImportMode
            ? [
                  `Warning: the import mode of ${targetConnection} still asks ${sourceConnection}, where no client is enabled. Users who have not moved can't log in by it: ` +
                      'to let them, go back to the phase `cutover` and enable its client again. To give them up, say `importMode: finished({ leaveOthersBehind: true })`, so ' +
                      'that logins and password resets no longer ask a source that is going away.',
              ]
            : []),
        ...(settings.delete === 'connection'
            ? [
                  'Then the connection is deleted if it has no users left. Its name stays reserved until Auth0 has finished deleting it in the background.',
              ]
            : []),
    ].join('\n');
}

/** Says what was deleted, and who stays. */
export function decommissionedText({ deleted, staying, stayingArtifact, isConnectionDeleted }: Decommissioned): string {
    const reasons = reasonsText(staying);
    return [
        `Deleted ${counted(deleted, 'user')} of the source${isConnectionDeleted ? ', and the connection' : ''}.`,
        ...(reasons === '' ? [] : [`These users stay: ${reasons}. They are listed in ${stayingArtifact}.`]),
    ].join('\n');
}
