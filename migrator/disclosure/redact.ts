/** Hashes, tokens and keys are long runs of these; what follows a slash, an `@` or a dot is a part of a path. */
const LONG_TOKEN = /(?<![\w/\\@.+=-])[\w+/=-]{24,}/g;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
    // Without slashes: the folder of a scoped package is no address.
    [/[^\s"'`<>()[\],;:=/\\]+@[^\s"'`<>()[\],;:=/\\]+/g, '[address]'],
    [/\+\d[\d ()/-]{5,}\d/g, '[phone]'],
    [/\bey[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
    [/\$[\w-]+\$[^\s"'`]+/g, '[hash]'],
    // What JSON.parse quotes is a part of a file or of an answer.
    [/(Unexpected (?:token|non-whitespace|end)[^,]*, )"?.*"? is not valid JSON/g, '$1a text that is not valid JSON'],
];

/**
 * Takes whatever looks like an address, a hash, a token or a key out of a text that somebody else wrote.
 *
 * @param secrets - texts that are secret whatever they look like
 */
export function redact(text: string, secrets: readonly string[] = []): string {
    let redacted = text;
    for (const secret of secrets) redacted = redacted.replaceAll(secret, '[secret]');
    for (const [pattern, replacement] of PATTERNS) redacted = redacted.replaceAll(pattern, replacement);
    return redacted.replaceAll(LONG_TOKEN, (token) =>
        // A key has digits and both cases, or is hexadecimal; so may a path, which begins with a slash.
        !token.startsWith('/') &&
        (/^[0-9a-f]+$/i.test(token) || (/\d/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token)))
            ? '[key]'
            : token,
    );
}
