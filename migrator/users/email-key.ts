// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters of ASCII.
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Gives an e-mail address as Auth0's databases store and compare it: the letters A to Z in lower case, nothing else changed.
 *
 * The lower case of Unicode would make one address of two: the Kelvin sign becomes a k.
 */
export function emailKey(email: string): string {
    const text = email.trim();
    const lower = text.toLowerCase();
    // Nearly every address is in lower case already, and then there is nothing to look for.
    return lower === text || ASCII.test(text) ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
