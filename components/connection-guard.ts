import { isDeepStrictEqual } from 'node:util';
import { counted } from '../migrator/counted.ts';
import type { ObservedConnection } from '../migrator/index.ts';
import { finishedScripts } from '../migrator/scripts/finished-scripts.ts';
import { GENERATED_BY } from '../migrator/scripts/script-frame.ts';
import { refusalText } from './refusal.ts';
import { snakeCase, undeclaredParts } from './undeclared-parts.ts';

/** Auth0's names of options that are not the argument's name in snake case. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
    attributes: 'attributes',
    customScripts: 'customScripts',
    enabledDatabaseCustomization: 'enabledDatabaseCustomization',
    passwordHistories: 'password_history',
    passwordPolicy: 'passwordPolicy',
    precedences: 'precedence',
};

/** What Auth0 fills in by itself, as recorded. */
const DEFAULTS: Readonly<Record<string, readonly unknown[]>> = {
    attributes: [{ email: { verification_method: 'link', unique: true } }],
    mfa: [{ active: true, return_enroll_settings: true }],
    passwordPolicy: ['good'],
    password_options: [
        {
            complexity: {
                character_type_rule: 'all',
                character_types: [],
                identical_characters: 'allow',
                max_length_exceeded: 'error',
                min_length: 15,
                sequential_characters: 'allow',
            },
            dictionary: { active: false, custom: [], default: 'en_100k' },
            history: { active: false, size: 3 },
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
        },
    ],
    strategy_version: [2],
    brute_force_protection: [true],
    enabledDatabaseCustomization: [false],
    import_mode: [false],
    requires_username: [false],
    disable_signup: [false],
    disable_self_service_change_password: [false],
    authentication_methods: [
        { password: { enabled: true }, passkey: { enabled: false } },
        {
            password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
            passkey: { enabled: false },
        },
    ],
    passkey_options: [{ challenge_ui: 'both', progressive_enrollment_enabled: true, local_enrollment_enabled: true }],
};

/** What a program declares of a connection, as far as it is held against what is there. */
export interface DeclaredConnection {
    readonly name: string;
    /** The options, as `auth0.Connection` has them. */
    readonly options: Readonly<Record<string, unknown>>;
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
    /** Names of the values in `configuration`. */
    readonly configurationNames: readonly string[];
    /** Auth0's names of its scripts. */
    readonly scriptNames: readonly string[];
    readonly dropOptions: readonly string[];
}

// What generated scripts read.
const OWN_NAMES = /^(SOURCE|TARGET)_/;

/**
 * Names of configuration values that earlier settings of import mode have left, and that this package may overwrite: those that no script reads but a
 * generated one. A name like ours in somebody's own script is theirs.
 */
export function abandonedNames(observed: ObservedConnection | undefined, declared: readonly string[]): string[] {
    const texts = Object.values(scriptsOf(observed)).map(String);
    const isRead = (name: string) => texts.some((text) => text.includes(name) && !text.includes(GENERATED_BY));
    return configurationNames(observed).filter(
        (name) => OWN_NAMES.test(name) && !declared.includes(name) && !isRead(name),
    );
}

/**
 * Says what an update would destroy of a connection that is there.
 *
 * @returns sentences for a person, each with a code and what to do; none when nothing is lost
 */
export function findLosses(declared: DeclaredConnection, observed: ObservedConnection): string[] {
    const { name, dropOptions } = declared;
    const { options, users } = observed;
    const losses: string[] = [];
    const lose = (...loss: Parameters<typeof refusalText>) => losses.push(refusalText(...loss));
    if (options === undefined) return losses;
    const known = new Set(['configuration', ...(declared.isCustomDatabase ? ['customScripts'] : []), ...dropOptions]);
    const ours = new Map(Object.entries(declared.options).map(([key, value]) => [wireNameOf(key), value]));
    const others = Object.entries(options).flatMap(([option, value]) => {
        if (known.has(option)) return [];
        return ours.has(option) ? undeclaredParts(ours.get(option), value, option) : [{ path: option, value }];
    });
    for (const { path, value } of others) {
        if (known.has(path) || isFilledIn(path, value)) continue;
        lose(
            'OPTION_DROPPED',
            `\`${path}\` of the connection ${name} was set elsewhere and is not in the program, so the next update would drop it. ` +
                `Declare it${path.includes('.') ? ' with what stands beside it, in `options`' : ''}, or allow it: dropOptions: ['${path}'].`,
        );
    }
    for (const script of Object.keys(scriptsOf(observed))) {
        const option = `customScripts.${script}`;
        if (!declared.isCustomDatabase || declared.scriptNames.includes(script) || known.has(option)) continue;
        lose(
            'OPTION_DROPPED',
            `the connection ${name} has a script \`${script}\` that is not in the program, so the next update would drop it. Declare it, or ` +
                `allow it: dropOptions: ['${option}'].`,
        );
    }
    const abandoned = abandonedNames(observed, declared.configurationNames);
    const lost = configurationNames(observed).filter(
        (key) => !declared.configurationNames.includes(key) && !abandoned.includes(key),
    );
    if (lost.length > 0 && !dropOptions.includes('configuration')) {
        lose(
            'CONFIGURATION_DROPPED',
            `the connection ${name} has ${lost.join(', ')} in \`configuration\`, which the program does not declare. ` +
                'Nobody can read these values back: declare them, or remove them in the dashboard first.',
        );
    }
    if (options['import_mode'] === true && !declared.isImportMode) {
        lose(
            'IMPORT_MODE_TURNED_OFF',
            `the connection ${name} has import mode. Without it, Auth0 asks only the scripts, and everybody who has moved ` +
                'loses their login. Say `importMode: finished(...)` when everybody has moved.',
        );
    }
    const wasCustomDatabase = options['enabledDatabaseCustomization'] === true;
    if (users > 0 && wasCustomDatabase !== declared.isCustomDatabase) {
        lose(
            'DATABASE_KIND_CHANGED',
            `the connection ${name} has users, and Auth0 does not let a connection with users ` +
                `${declared.isCustomDatabase ? 'become' : 'stop being'} a custom database. Make a new connection, and move the users into it.`,
        );
    }
    return losses;
}

/** Tells whether a connection's lazy migration is over already. */
export function isFinished(observed: ObservedConnection | undefined): boolean {
    const { login, get_user: getUser } = scriptsOf(observed);
    return [false, true]
        .map(finishedScripts)
        .some((finished) => login === finished.login && getUser === finished.get_user);
}

/**
 * Says that turning import mode on makes ghosts of those who have logged in without it.
 *
 * @returns undefined where nobody has
 */
export function turnedOnWarning(
    { name, isImportMode }: Pick<DeclaredConnection, 'name' | 'isImportMode'>,
    observed: ObservedConnection | undefined,
): string | undefined {
    const { options, users } = observed ?? { options: undefined, users: 0 };
    const wasLegacy = options?.['enabledDatabaseCustomization'] === true && options['import_mode'] !== true;
    if (!isImportMode || !wasLegacy || users === 0) return undefined;
    return (
        `Import mode of the connection ${name} is off in Auth0, and ${counted(users, 'user')} logged in without it. Once it is on, each of them is a ghost until ` +
        'their next login (login-without-import-mode): do not import them before. See docs/ghosts.md.'
    );
}

/** The scripts that a connection has, by Auth0's names. */
export function scriptsOf(observed: ObservedConnection | undefined): Record<string, unknown> {
    const scripts = observed?.options?.['customScripts'];
    return typeof scripts === 'object' && scripts !== null ? (scripts as Record<string, unknown>) : {};
}

function configurationNames(observed: ObservedConnection | undefined): string[] {
    const configuration = observed?.options?.['configuration'];
    return typeof configuration === 'object' && configuration !== null ? Object.keys(configuration) : [];
}

// What is empty, or what Auth0 puts there by itself, nobody has set.
function isFilledIn(path: string, value: unknown): boolean {
    if (value === null || value === undefined) return true;
    if (typeof value === 'object' && Object.keys(value).length === 0) return true;
    const [option = '', ...keys] = path.split('.');
    const defaults = (DEFAULTS[option] ?? []).map((other) =>
        keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], other),
    );
    return defaults.some((other) => isDeepStrictEqual(other, value)) || (keys.length > 0 && isOff(value));
}

// `{ enabled: false }` inside of an option says as much as nothing.
function isOff(value: unknown): boolean {
    return typeof value === 'object' && value !== null ? Object.values(value).every(isOff) : value === false;
}

/** Gives Auth0's name of an option. */
export function wireNameOf(name: string): string {
    return WIRE_NAMES[name] ?? snakeCase(name);
}
