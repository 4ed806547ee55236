import { nearestName } from './nearest-name.ts';

/** A name that is a word or a few. */
const WORDS = /^[\p{L}\p{N}_$][\p{L}\p{N}_$.\-[\] ]{0,63}$/u;
/** Endings of the files that settings name. */
const PATH_ENDING =
    /\.(?:ts|mts|cts|js|mjs|cjs|json|jsonl|ndjson|csv|tsv|txt|list|gz|zip|xlsx?|ldif|xml|sql|asc|gpg|pgp|pem|key|html|log)$/i;
const PATH_CHARACTERS = /^[\p{L}\p{N}_.\-/\\:~+ ()]{1,1024}$/u;
/** What settings choose from are such words. */
const PLAIN_WORD = /^[a-z]{1,12}$/;
const NO_NAME = '(a name that is not a word)';
const MAX_SHOWN = 30;

const ADDRESS = /[^\s@/\\]@[^\s@/\\]/;
const PHONE = /(?:\d[ ()/-]?){7}/;
/** What addresses, hashes, tokens and keys look like. */
const OF_SOMEBODY: readonly RegExp[] = [
    ADDRESS,
    /^\s*(?:\$[\w-]+\$|\{\w+\})/,
    /-----BEGIN/,
    /\bey[\w-]{8,}\.[\w-]+/,
    /[0-9a-f]{32}/i,
];

/** Tells whether a text looks like somebody's data or like a key: nothing that names a column, a list or a connection. */
export function looksPrivate(text: string): boolean {
    return PHONE.test(text) || looksSecret(text);
}

/**
 * Shows a text that is refused: a name as it is, and of anything that may be a secret or an address its length only.
 *
 * A text that is spelled almost like a known one is a slip of the pen, and is shown.
 *
 * @param known - names that are expected here
 */
export function shownText(text: string, known: Iterable<string> = []): string {
    if (isSlipOf(text, known) || (WORDS.test(text) && !looksPrivate(text) && !looksChosen(text))) return `\`${text}\``;
    return `(a text of ${characters(text)})`;
}

/** Shows a value of any type that is refused, as {@link shownText} does; of an object or a list only what it is. */
export function shownValue(value: unknown, known: Iterable<string> = []): string {
    if (value === undefined) return 'nothing';
    if (typeof value === 'string') {
        const isShown = PLAIN_WORD.test(value) || isSlipOf(value, known);
        return isShown ? `"${value}" (string)` : `a text of ${characters(value)}`;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
        // A phone number is a number too.
        return String(value).length <= 6 ? `\`${value}\` (${typeof value})` : `a ${typeof value}`;
    }
    if (value === null) return 'null';
    return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** Shows a name of a file in a message; one that may be somebody's data is not shown. */
export function shownName(name: string): string {
    return isName(name) ? `\`${name}\`` : NO_NAME;
}

/** Gives a name of a file as it stands in a report, or what it is instead where it may be somebody's data. */
export function shownField(name: string): string {
    return isName(name) ? name : NO_NAME;
}

/**
 * Shows the names of a file in a message.
 *
 * Where one of them is an address or a hash they are no names but a record, which is somebody's, so none is shown.
 */
export function shownNames(names: Iterable<string>): string {
    const all = [...names];
    if (all.some(looksPrivate)) return `${all.length} names that look like somebody's data`;
    const shown = all.slice(0, MAX_SHOWN).map(shownName).join(', ');
    return all.length > MAX_SHOWN ? `${shown} and ${all.length - MAX_SHOWN} more` : shown;
}

/** Shows the path of a file that a setting names; a text that looks like no path may be a secret, and is not shown. */
export function shownPath(path: string): string {
    const isPath = PATH_CHARACTERS.test(path) && PATH_ENDING.test(path) && !ADDRESS.test(path);
    return isPath ? path : `(a text of ${characters(path)} that does not look like the path of a file)`;
}

/** Shows the path of a folder that an argument names, as {@link shownPath} does. */
export function shownFolder(path: string): string {
    const isPath = PATH_CHARACTERS.test(path) && !path.split(/[/\\]/).some(looksSecret);
    return isPath ? path : `(a text of ${characters(path)} that does not look like a folder)`;
}

/** Tells whether a text looks like an address, a hash, a token or a key. */
export function looksSecret(text: string): boolean {
    return OF_SOMEBODY.some((form) => form.test(text)) || (text.length >= 20 && kindsOfCharacters(text) >= 3);
}

function isSlipOf(text: string, known: Iterable<string>): boolean {
    return text.length <= 64 && !looksPrivate(text) && nearestName(text, known) !== undefined;
}

function isName(text: string): boolean {
    return WORDS.test(text) && !looksPrivate(text);
}

// Passwords have letters of both cases and digits, as few names do.
function looksChosen(text: string): boolean {
    return text.length >= 8 && kindsOfCharacters(text) >= 3;
}

function kindsOfCharacters(text: string): number {
    return [/\p{Ll}/u, /\p{Lu}/u, /\d/].filter((kind) => kind.test(text)).length;
}

function characters({ length }: string): string {
    return `${length} character${length === 1 ? '' : 's'}`;
}
