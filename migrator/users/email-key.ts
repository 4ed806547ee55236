// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters of ASCII.
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Gives an e-mail address as Auth0's databases store and compare it: the letters A to Z in lower case, nothing else changed.
 *
 * The lower case of Unicode would make one address of two: the Kelvin sign becomes a k.
 */
export function emailKey(email: string): string {
    const text = email.trim();
    return ASCII.test(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
