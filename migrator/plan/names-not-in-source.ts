import type { UnfoundName } from '../disclosure/unfound-name.ts';
import { MigrationError } from '../errors.ts';

const NAMED_AT_MOST = 10;

/** Refuses a definition that names what the source does not have; nothing where all is there. */
export function namesNotInSource(names: readonly UnfoundName[]): MigrationError[] {
    if (names.length === 0) return [];
    const bySetting = Map.groupBy(names.slice(0, NAMED_AT_MOST), ({ setting }) => setting);
    const words = [...bySetting].map(
        ([setting, some]) => `\`${setting}\` names ${some.map(({ shown }) => shown).join(', ')}`,
    );
    const rest = names.length - NAMED_AT_MOST;
    return [
        new MigrationError(
            'NAMES_NOT_IN_SOURCE',
            `The definition names what the source does not have: ${words.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}. Nothing was sent. ` +
                'Correct the name, or leave it out.',
            { subject: 'definition' },
        ),
    ];
}
