const MAX_LISTS = 10;
const MAX_DEPTH = 6;
/** A text, with the colon behind a key, or a bracket. */
const TOKENS = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[\]{},]/gs;

/**
 * Lists where the beginning of a JSON document has lists of objects.
 *
 * @param text - the beginning of a document, which may be cut off anywhere
 * @returns keys joined by dots, in the order of the document; where the document is a list itself, behind the place in it
 */
export function listsIn(text: string): string[] {
    const found: string[] = [];
    // The key under which each open bracket stands: empty for the document, undefined in a list.
    const keys: (string | undefined)[] = [];
    let key: string | undefined;
    let place = 0;
    const isList = text.trimStart().startsWith('[');
    for (const { 0: token, 1: name, 2: colon, index } of text.matchAll(TOKENS)) {
        if (name !== undefined) {
            if (colon !== undefined) key = name;
        } else if (token === ',') {
            if (keys.length === 1) place += 1;
        } else if (token === ']' || token === '}') {
            keys.pop();
            if (keys.length === 0) break;
        } else {
            if (isList && keys.length === 1) key = String(place);
            const path = [...keys.slice(1), key];
            if (token === '[' && isPath(path) && /^\s*[{\]]/.test(text.slice(index + 1, index + 200)))
                found.push(path.join('.'));
            if (found.length === MAX_LISTS) break;
            keys.push(keys.length === 0 ? '' : key);
            key = undefined;
        }
    }
    return found;
}

function isPath(keys: readonly (string | undefined)[]): boolean {
    return (
        keys.length <= MAX_DEPTH &&
        keys.every((key) => key !== undefined && key !== '' && (keys.length === 1 || !key.includes('.')))
    );
}
