/** Characters behind the last `$` of a bcrypt hash: 22 of salt and 31 of digest. */
const TAIL_LENGTH = 53;

const IN_ALPHABET = new Uint8Array(128);
for (const letter of './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') {
    IN_ALPHABET[letter.charCodeAt(0)] = 1;
}

/**
 * Splits a bcrypt hash into what stands before its salt, and says whether salt and digest are as long as they must be.
 *
 * Salt and digest are looked at letter by letter: every user's hash comes here twice, and a pattern takes four times as long.
 *
 * @returns the head with its last `$`, such as `$2b$10$`; undefined when the rest is no salt and digest of bcrypt
 */
export function bcryptHeadOf(text: string): string | undefined {
    const start = text.length - TAIL_LENGTH;
    if (start < 1 || text.charCodeAt(start - 1) !== 0x24) return undefined;
    for (let at = start; at < text.length; at += 1) {
        if (IN_ALPHABET[text.charCodeAt(at)] !== 1) return undefined;
    }
    return text.slice(0, start);
}
