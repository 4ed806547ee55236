import { nearestName } from './nearest-name.ts';
import { shownName, shownText } from './shown-text.ts';

/** A name in a definition that nothing in the source has, as a message shows it. */
export interface UnfoundName {
    /** The setting: `roles.only`. */
    readonly setting: string;
    /** The name, with the nearest one that is there. */
    readonly shown: string;
}

/** Finds the names of a setting that are not there. */
export function unfoundNames(setting: string, wanted: Iterable<string>, there: Iterable<string>): UnfoundName[] {
    const known = new Set(there);
    return [...wanted]
        .filter((name) => !known.has(name))
        .map((name) => {
            const near = nearestName(name, known);
            return {
                setting,
                shown: `${shownText(name, known)}${near === undefined ? '' : ` (is it ${shownName(near)}?)`}`,
            };
        });
}
