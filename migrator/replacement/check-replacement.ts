import { refuseDeleteScript } from '../decommission/refuse-delete-script.ts';
import { updatesAccounts } from '../definition/existing-users.ts';
import type { CheckedDefinition } from '../definition.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';

const NOTHING_SENT = 'Nothing was sent.';

/**
 * Collects what forbids to replace the users of a source in its own tenant, before any export.
 *
 * @returns `ID_POLICY_REFUSED`, `EMAILS_NOT_UNIQUE`, `SOURCE_HAS_DELETE_SCRIPT`, `MISSING_SCOPES`; what the tenants throw
 */
export async function checkReplacement(
    definition: CheckedDefinition,
    source: ConnectionEndpoint,
    target: ConnectionEndpoint,
): Promise<MigrationError[]> {
    const refusals = conflictingParts(definition).map(
        (part) =>
            new MigrationError(
                'ID_POLICY_REFUSED',
                `The definition says \`whenSameTenant: 'replace-source-users'\`, which cannot be combined with ${part}. ${NOTHING_SENT}`,
                { subject: 'definition' },
            ),
    );
    if (source.connection.rules?.isEmailUnique === false) {
        refusals.push(
            new MigrationError(
                'EMAILS_NOT_UNIQUE',
                `The source connection ${source.connection.name} allows several users with one e-mail address, and its users can only be deleted safely by ` +
                    `address. ${NOTHING_SENT} Use \`userIds: { policy: 'regenerate' }\` or 'prefix'.`,
                { subject: 'source' },
            ),
        );
    }
    for (const [endpoint, code] of [
        [source, 'SOURCE_HAS_DELETE_SCRIPT'],
        [target, 'ID_POLICY_REFUSED'],
    ] as const) {
        try {
            await refuseDeleteScript(endpoint, { code, outcome: NOTHING_SENT });
        } catch (error) {
            if (!isMigrationError(error)) throw error;
            refusals.push(error);
        }
    }
    return refusals;
}

// A call by ID, or a delete by address, could hit the wrong one of the two users.
function conflictingParts({ existingUsers, ghosts, linkedAccounts }: CheckedDefinition): string[] {
    return [
        ...(updatesAccounts(existingUsers)
            ? [`\`existingUsers: '${existingUsers.policy}'\`; say 'skip' or 'refuse'`]
            : []),
        ...(typeof ghosts.repair === 'object' ? ["`ghosts: { repair: { max } }`; say 'plan-only' or 'by-login'"] : []),
        ...(linkedAccounts === 'copy'
            ? ["`linkedAccounts: 'copy'`; say 'leave': linked users stay in the source"]
            : []),
    ];
}
