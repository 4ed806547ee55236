const MAX_DEPTH = 100;
const [QUOTE, BACKSLASH] = ['"', '\\'];

/**
 * Parses JSON that is not too deep: what is read here is written out again, and that takes stack for each level.
 *
 * @throws {SyntaxError} when it is not JSON, or has more than 100 levels
 */
export function parseBoundedJson(text: string): unknown {
    if (depthOf(text) > MAX_DEPTH) throw new SyntaxError(`JSON with more than ${MAX_DEPTH} levels`);
    return JSON.parse(text);
}

// Counts brackets outside of strings; whether they match is for the parser to say.
function depthOf(text: string): number {
    let depth = 0;
    let deepest = 0;
    let isInString = false;
    for (let index = 0; index < text.length; index += 1) {
        const character = text[index];
        if (isInString) {
            if (character === BACKSLASH) index += 1;
            else if (character === QUOTE) isInString = false;
        } else if (character === QUOTE) isInString = true;
        else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
        else if (character === '}' || character === ']') depth -= 1;
    }
    return deepest;
}
