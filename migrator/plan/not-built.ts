import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';

/**
 * Refuses a run by a definition that asks for what is not built yet; a plan by it counts all the same.
 *
 * @returns undefined when the definition asks for nothing of the kind
 */
export function notBuilt(definition: CheckedDefinition): MigrationError | undefined {
    if (definition.source === undefined) return undefined;
    if (definition.linkedAccounts !== 'copy') return undefined;
    return new MigrationError(
        'NOT_IMPLEMENTED',
        'The definition copies `linkedAccounts`, but its source is a file, for which that is not built yet. Nothing was sent. ' +
            "Say 'leave' for the run, and link them by other means.",
    );
}
