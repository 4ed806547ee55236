const QUOTE = '"';
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Tells whether an object of a JSON text has a key twice, of which a parser keeps the last without a word.
 *
 * Two people whose records ran into each other look like this.
 *
 * @param text - JSON that was parsed
 * @param value - what the parser made of it
 */
export function hasRepeatedKeys(text: string, value: unknown): boolean {
    return keysInText(text) !== keysInValue(value);
}

function keysInText(text: string): number {
    let keys = 0;
    for (let start = text.indexOf(QUOTE); start !== -1; ) {
        const end = endOfString(text, start + 1);
        let next = end + 1;
        while (isSpace(text.charCodeAt(next))) next += 1;
        if (text.charCodeAt(next) === COLON) keys += 1;
        start = text.indexOf(QUOTE, end + 1);
    }
    return keys;
}

function endOfString(text: string, start: number): number {
    for (let end = text.indexOf(QUOTE, start); ; end = text.indexOf(QUOTE, end + 1)) {
        let backslashes = 0;
        while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH && end - 1 - backslashes >= start) backslashes += 1;
        if (backslashes % 2 === 0 || end === -1) return end === -1 ? text.length : end;
    }
}

function isSpace(code: number): boolean {
    return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function keysInValue(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 0;
    let keys = 0;
    if (Array.isArray(value)) for (const inner of value as unknown[]) keys += keysInValue(inner);
    else {
        for (const key in value) keys += 1 + keysInValue((value as Record<string, unknown>)[key]);
    }
    return keys;
}
