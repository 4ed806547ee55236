import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';

/** What a definition may ask to copy and what no run copies yet. */
const NOT_COPIED = ['roles', 'permissions', 'organizations', 'linkedAccounts'] as const;

/**
 * Refuses a run by a definition that asks for what is not built yet; a plan by it counts all the same.
 *
 * @returns undefined when the definition asks for nothing of the kind
 */
export function notBuilt(definition: CheckedDefinition): MigrationError | undefined {
    const asked = NOT_COPIED.filter((key) => definition[key] === 'copy');
    if (asked.length === 0) return undefined;
    return new MigrationError(
        'NOT_IMPLEMENTED',
        `The definition says 'copy' for ${asked.map((key) => `\`${key}\``).join(', ')}, which is not built yet. Nothing was sent. Count ` +
            "them with `npx auth0-user-migration plan`, say 'leave' for the run, and copy them by other means.",
    );
}
