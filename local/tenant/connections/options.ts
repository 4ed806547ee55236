import type { JsonObject } from '../entities.ts';
import { invalidBody } from '../errors.ts';

const MFA = { active: true, return_enroll_settings: true };
const PASSWORD_METHOD = { enabled: true, api_behavior: 'required', signup_behavior: 'allow' };
const PASSKEY_OPTIONS = {
    challenge_ui: 'both',
    progressive_enrollment_enabled: true,
    local_enrollment_enabled: true,
};
const PASSWORD_OPTIONS: Readonly<Record<string, JsonObject>> = {
    complexity: {
        character_type_rule: 'all',
        identical_characters: 'allow',
        sequential_characters: 'allow',
        max_length_exceeded: 'error',
        min_length: 15,
        character_types: [],
    },
    profile_data: {
        active: false,
        blocked_fields: [
            'name',
            'username',
            'nickname',
            'email',
            'phone_number',
            'user_metadata.name',
            'user_metadata.first',
            'user_metadata.last',
        ],
    },
    history: { active: false, size: 3 },
    dictionary: { active: false, custom: [], default: 'en_100k' },
};

/** The options of a new database connection, with the defaults that the recordings of 2026 show. */
export function createdOptions(options: JsonObject = {}): JsonObject {
    const { password_options: passwordOptions, ...rest } = options;
    const defaults =
        passwordOptions === undefined
            ? { passwordPolicy: 'good' }
            : { password_options: completedPasswordOptions(passwordOptions as JsonObject) };
    return { mfa: MFA, ...defaults, strategy_version: 2, ...completedOptions(rest) };
}

/**
 * The options of a database connection after they were replaced as a whole: what was written, and the few defaults that
 * Auth0 fills in again. `mfa` and `passwordPolicy` are not among them (recorded).
 */
export function replacedOptions(options: JsonObject): JsonObject {
    return completedOptions(options);
}

/**
 * Makes sure that the options of a database connection go together.
 *
 * @throws {ApiError} 400 `invalid_body` in the recorded words
 */
export function requireConsistentOptions(options: JsonObject): void {
    const { attributes, requires_username: requiresUsername, validation } = options;
    if (!isObject(attributes)) return;
    // `false` says nothing that the attributes don't say (recorded by other clients).
    if (requiresUsername === true)
        throw invalidBody('Cannot set both options.attributes and options.requires_username');
    if (validation !== undefined) throw invalidBody('Cannot set both options.attributes and options.validation');
    const entries = Object.entries(attributes).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
    if (
        !entries.some(
            ([, attribute]) => isObject(attribute['identifier']) && attribute['identifier']['active'] === true,
        )
    )
        throw invalidBody('attributes must contain one active identifier');
    for (const [name, attribute] of entries) {
        const { profile_required: isRequired, signup } = attribute;
        if (isRequired === true && isObject(signup) && signup['status'] !== 'required')
            throw invalidBody(`attribute ${name} must also be required on signup`);
    }
}

function completedOptions(options: JsonObject): JsonObject {
    const { attributes, authentication_methods: methods } = options;
    const { password, passkey, ...others } = isObject(methods) ? methods : {};
    return {
        ...options,
        ...(isObject(attributes) && { attributes: completedAttributes(attributes) }),
        authentication_methods: {
            password: { ...PASSWORD_METHOD, ...(isObject(password) && password) },
            passkey: { enabled: false, ...(isObject(passkey) && passkey) },
            ...others,
        },
        passkey_options: {
            ...PASSKEY_OPTIONS,
            ...(isObject(options['passkey_options']) && options['passkey_options']),
        },
        brute_force_protection: options['brute_force_protection'] ?? true,
    };
}

function completedAttributes(attributes: JsonObject): JsonObject {
    const { email } = attributes;
    if (!isObject(email)) return attributes;
    return { ...attributes, email: { verification_method: 'link', unique: true, ...email } };
}

function completedPasswordOptions(given: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(PASSWORD_OPTIONS).map(([name, defaults]) => [
            name,
            { ...defaults, ...(isObject(given[name]) && given[name]) },
        ]),
    );
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
