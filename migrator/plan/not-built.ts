import { asksForAssignments } from '../assignments/assignment-kinds.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';

/**
 * Refuses a run by a definition that asks for what is not built yet; a plan by it counts all the same.
 *
 * @returns undefined when the definition asks for nothing of the kind
 */
export function notBuilt(definition: CheckedDefinition): MigrationError | undefined {
    const ofFile = definition.source === undefined ? [] : asksForAssignments(definition);
    const asked = [...ofFile, ...(definition.linkedAccounts === 'copy' ? ['linkedAccounts'] : [])];
    if (asked.length === 0) return undefined;
    const where = ofFile.length === 0 ? '' : ', and the source is a file';
    return new MigrationError(
        'NOT_IMPLEMENTED',
        `The definition says to copy ${asked.map((key) => `\`${key}\``).join(', ')}${where}, and no run does that yet. Nothing was sent. ` +
            "Say 'leave' for the run, and copy them by other means.",
    );
}
