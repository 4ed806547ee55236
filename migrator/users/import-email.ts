const MAX_LABEL_LENGTH = 63;
// RFC 5322's atom text; a quoted local part or one with letters outside ASCII is refused (see below).
const ATOM_TEXT = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const ALL_DIGITS = /^[0-9]+$/;

/**
 * Says whether a text is an e-mail address in the form that every validator agrees on: atoms, dots, and a domain with two labels.
 *
 * Auth0 does not document its validator. Quoted local parts, addresses at a bare host or an IP address, and letters outside ASCII
 * (domains in punycode are ASCII) are answered differently by different ones, so they are refused before they can fail in a job.
 */
export function isEmailAddress(text: string): boolean {
    const at = text.lastIndexOf('@');
    if (at < 1) return false;
    const labels = text.slice(at + 1).split('.');
    const topLabel = labels.at(-1) ?? '';
    return (
        text
            .slice(0, at)
            .split('.')
            .every((atom) => ATOM_TEXT.test(atom)) &&
        labels.length > 1 &&
        labels.every((label) => label.length <= MAX_LABEL_LENGTH && LABEL.test(label)) &&
        topLabel.length > 1 &&
        !ALL_DIGITS.test(topLabel)
    );
}
