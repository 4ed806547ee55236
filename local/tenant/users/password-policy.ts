import type { Connection, Identity, JsonObject } from '../entities.ts';
import { ApiError } from '../errors.ts';
import { brokenRules, describeRules, type PasswordRules } from './password-rules.ts';

/** What is known of the user whose password it is, with Auth0's names. */
export interface PersonalData {
    email?: string | undefined;
    username?: string | undefined;
    name?: string | undefined;
    nickname?: string | undefined;
    user_metadata?: object | undefined;
}

/** @see https://auth0.com/docs/authenticate/database-connections/password-strength (read 2026-08-20) */
const POLICIES: Readonly<Record<string, PasswordRules>> = {
    none: { minLength: 1, kinds: 0 },
    low: { minLength: 6, kinds: 0 },
    fair: { minLength: 8, kinds: 3 },
    good: { minLength: 8, kinds: 3 },
    excellent: { minLength: 10, kinds: 3, maxRepeated: 2 },
};

// Auth0's own list has 10,000 and more; these are enough to see that it is looked at.
const COMMON_PASSWORDS = [
    'password',
    'passw0rd',
    'password1',
    '12345678',
    '123456789',
    'qwerty123',
    'iloveyou',
    'letmein1',
];

const MIN_PERSONAL_LENGTH = 3;

/**
 * Makes sure that a password is as strong as its connection demands, is not in its dictionary, and is not made of what is known of the user.
 *
 * @throws {ApiError} 400 with Auth0's text
 */
export function requireStrongPassword(connection: Connection, password: string, user: PersonalData = {}): void {
    const refuse = (text: string) => new ApiError(400, text, 'invalid_body');
    if (brokenRules(rulesOf(connection), password).length > 0)
        throw refuse('PasswordStrengthError: Password is too weak');
    if (dictionaryOf(connection)?.has(password.toLowerCase()) === true)
        throw refuse('PasswordDictionaryError: Password is too common');
    const lower = password.toLowerCase();
    if (forbidsPersonalData(connection) && personalTexts(user).some((text) => lower.includes(text)))
        throw refuse('PasswordNoUserInfoError: Password contains user information');
}

/** What is known of the user of an identity. */
export function personalDataOf({ email, username, profile }: Identity): PersonalData {
    const { name, nickname, userMetadata } = profile ?? {};
    const metadata = userMetadata === undefined ? undefined : (JSON.parse(userMetadata) as object);
    return { email, username, name, nickname, user_metadata: metadata };
}

/** Says what the body of a sign-up does that was refused for its password, or `undefined` for another refusal. */
export function passwordRefusal(connection: Connection, password: string, refusal: string): JsonObject | undefined {
    const [, name, message = ''] = /^(Password\w+Error): (.*)$/s.exec(refusal) ?? [];
    if (name === undefined) return undefined;
    const shown = { name, message, code: 'invalid_password', statusCode: 400 };
    if (name !== 'PasswordStrengthError') return { ...shown, description: message };
    return { ...shown, ...describeRules(rulesOf(connection), password) };
}

function rulesOf({ options }: Connection): PasswordRules {
    const complexity = objectAt(options, 'password_options', 'complexity');
    if (complexity !== undefined) return newerRules(complexity);
    const policy = options['passwordPolicy'];
    const rules = (typeof policy === 'string' ? POLICIES[policy] : undefined) ?? { minLength: 1, kinds: 0 };
    const minLength = objectAt(options, 'password_complexity_options')?.['min_length'];
    return typeof minLength === 'number' ? { ...rules, minLength } : rules;
}

// Of these the kinds that are named must all be there, or with `three_of_four` three of the four.
function newerRules(complexity: JsonObject): PasswordRules {
    const { min_length: minLength, character_types: types, character_type_rule: rule } = complexity;
    const named = Array.isArray(types) ? types.map(String) : [];
    return {
        minLength: typeof minLength === 'number' ? minLength : 1,
        kinds: rule === 'three_of_four' && named.length > 0 ? 3 : 0,
        ...(rule !== 'three_of_four' && { required: named }),
        ...(complexity['identical_characters'] === 'block' && { maxRepeated: 2 }),
    };
}

function dictionaryOf({ options }: Connection): ReadonlySet<string> | undefined {
    const older = objectAt(options, 'password_dictionary');
    const newer = objectAt(options, 'password_options', 'dictionary');
    const isOn = older?.['enable'] === true || newer?.['active'] === true;
    const own = [older?.['dictionary'] ?? [], newer?.['custom'] ?? []]
        .flat()
        .filter((word) => typeof word === 'string');
    return isOn ? new Set([...COMMON_PASSWORDS, ...own.map((word) => word.toLowerCase())]) : undefined;
}

function forbidsPersonalData({ options }: Connection): boolean {
    return (
        objectAt(options, 'password_no_personal_info')?.['enable'] === true ||
        objectAt(options, 'password_options', 'profile_data')?.['active'] === true
    );
}

/** @see https://auth0.com/docs/authenticate/database-connections/password-options (read 2026-08-20) */
function personalTexts({ email, username, name, nickname, user_metadata: metadata = {} }: PersonalData): string[] {
    const { name: full, first, last } = metadata as JsonObject;
    return [email?.replace(/@.*$/s, ''), username, name, nickname, full, first, last]
        .filter((text) => typeof text === 'string')
        .filter((text) => text.length >= MIN_PERSONAL_LENGTH)
        .map((text) => text.toLowerCase());
}

function objectAt(options: JsonObject, ...path: readonly string[]): JsonObject | undefined {
    let value: unknown = options;
    for (const step of path)
        value = typeof value === 'object' && value !== null ? (Reflect.get(value, step) as unknown) : undefined;
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
}
