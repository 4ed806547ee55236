/** How a database connection treats one kind of identifier. */
export interface IdentifierRule {
    /** Whether users can log in by it. */
    readonly isIdentifier: boolean;
    /** Whether a user who signs up must have it. */
    readonly isRequired: boolean;
}

/** What a database connection asks of its users, as far as a migration looks at it. */
export interface ConnectionRules {
    readonly email: IdentifierRule;
    /** Whether two users may not share an address; `false` in a connection with non-unique e-mails. */
    readonly isEmailUnique: boolean;
    readonly username: IdentifierRule;
    readonly phoneNumber: IdentifierRule;
    /** Characters of a username; undefined where the connection has no usernames. */
    readonly usernameLength: { readonly min: number; readonly max: number } | undefined;
    /** Auth0's name of the strength that a new password must have: `good`, `excellent`, ... */
    readonly passwordPolicy: string | undefined;
}

type Options = Readonly<Record<string, unknown>>;

/** @see https://auth0.com/docs/authenticate/database-connections/require-username (read 2026-08-20) */
const DEFAULT_USERNAME_LENGTH = { min: 1, max: 15 };

/**
 * Reads the rules out of a connection's `options`, in the form with `attributes` or in the older one.
 *
 * @see https://auth0.com/docs/authenticate/database-connections/flexible-identifiers-and-attributes (read 2026-08-20)
 */
export function connectionRulesOf(options: Options): ConnectionRules {
    const { attributes } = options;
    const policy = options['passwordPolicy'];
    const passwordPolicy = typeof policy === 'string' ? policy : undefined;
    if (!isOptions(attributes)) {
        const hasUsername = options['requires_username'] === true;
        const validation = nested(nested(options, 'validation'), 'username');
        return {
            email: { isIdentifier: true, isRequired: true },
            isEmailUnique: true,
            username: { isIdentifier: hasUsername, isRequired: hasUsername },
            phoneNumber: { isIdentifier: false, isRequired: false },
            usernameLength: hasUsername ? lengthOf(validation, 'min', 'max') : undefined,
            passwordPolicy,
        };
    }
    const username = ruleOf(attributes['username']);
    return {
        email: ruleOf(attributes['email']),
        isEmailUnique: nested(attributes, 'email')['unique'] !== false,
        username,
        phoneNumber: ruleOf(attributes['phone_number']),
        usernameLength: username.isIdentifier
            ? lengthOf(nested(nested(attributes, 'username'), 'validation'), 'min_length', 'max_length')
            : undefined,
        passwordPolicy,
    };
}

function ruleOf(attribute: unknown): IdentifierRule {
    const of = isOptions(attribute) ? attribute : {};
    return {
        isIdentifier: nested(of, 'identifier')['active'] === true,
        isRequired: of['profile_required'] === true || nested(of, 'signup')['status'] === 'required',
    };
}

function lengthOf(validation: Options, min: string, max: string): { min: number; max: number } {
    const number = (key: string, fallback: number): number => {
        const value = validation[key];
        return typeof value === 'number' ? value : fallback;
    };
    return { min: number(min, DEFAULT_USERNAME_LENGTH.min), max: number(max, DEFAULT_USERNAME_LENGTH.max) };
}

function nested(options: Options, key: string): Options {
    const value = options[key];
    return isOptions(value) ? value : {};
}

function isOptions(value: unknown): value is Options {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
