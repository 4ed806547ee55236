import type { JsonObject } from '../entities.ts';

/** What a password must be. */
export interface PasswordRules {
    minLength: number;
    /** How many of lower case, upper case, digit and special character it must have. */
    kinds: number;
    /** Which of them it must have: `lowercase`, `uppercase`, `number`, `special`. */
    required?: readonly string[];
    maxRepeated?: number;
}

/** A rule, and whether a password keeps it. The words and codes are those of Auth0's password-sheriff. */
interface CheckedRule {
    message: string;
    code: string;
    format?: (number | string)[];
    items?: CheckedRule[];
    verified: boolean;
}

const KINDS = [
    { name: 'lowercase', message: 'lower case letters (a-z)', code: 'lowerCase', pattern: /[a-z]/ },
    { name: 'uppercase', message: 'upper case letters (A-Z)', code: 'upperCase', pattern: /[A-Z]/ },
    { name: 'number', message: 'numbers (i.e. 0-9)', code: 'numbers', pattern: /[0-9]/ },
    {
        name: 'special',
        message: 'special characters (e.g. !@#$%^&*)',
        code: 'specialCharacters',
        pattern: /[^a-zA-Z0-9]/,
    },
];

/** Lists the rules that a password breaks. */
export function brokenRules(rules: PasswordRules, password: string): CheckedRule[] {
    return checkRules(rules, password).filter(({ verified }) => !verified);
}

/** Says of each rule whether a password keeps it, and all rules in words, as a refused sign-up shows them (recorded). */
export function describeRules(rules: PasswordRules, password: string): { description: JsonObject; policy: string } {
    const checked = checkRules(rules, password);
    return {
        description: { rules: checked, verified: checked.every(({ verified }) => verified) },
        policy: checked
            .flatMap((rule) => [`* ${inWords(rule)}`, ...(rule.items ?? []).map((item) => ` * ${item.message}`)])
            .join('\n'),
    };
}

function checkRules({ minLength, kinds, required = [], maxRepeated }: PasswordRules, password: string): CheckedRule[] {
    const items = KINDS.map(({ message, code, pattern }) => ({ message, code, verified: pattern.test(password) }));
    const needed = KINDS.filter(({ name }) => required.includes(name)).map(({ message, code, pattern }) => ({
        message,
        code,
        verified: pattern.test(password),
    }));
    const checked: CheckedRule[] = [
        {
            message: 'At least %d characters in length',
            format: [minLength],
            code: 'lengthAtLeast',
            verified: password.length >= minLength,
        },
    ];
    if (needed.length > 0)
        checked.push({
            message: 'Should contain:',
            code: 'shouldContain',
            items: needed,
            verified: needed.every(({ verified }) => verified),
        });
    if (kinds > 0)
        checked.push({
            message: 'Contain at least %d of the following %d types of characters:',
            code: 'containsAtLeast',
            format: [kinds, KINDS.length],
            items,
            verified: items.filter(({ verified }) => verified).length >= kinds,
        });
    if (maxRepeated !== undefined)
        checked.push({
            message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)',
            code: 'identicalChars',
            format: [maxRepeated, 'a'.repeat(maxRepeated + 1)],
            verified: !new RegExp(`(.)\\1{${maxRepeated}}`, 's').test(password),
        });
    return checked;
}

function inWords({ message, format = [] }: CheckedRule): string {
    const values = [...format];
    return message.replaceAll(/%[ds]/g, () => String(values.shift()));
}
