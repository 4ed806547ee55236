/** A user of a legacy database. */
export interface LegacyUser {
    user_id: string;
    email: string;
    password: string;
    phone_number?: string;
}

const FIND = 'const user = JSON.parse(configuration.users).find((candidate) => candidate.email === email);';
const ANSWER = 'const { password: _, ...profile } = user; callback(null, profile);';

/** The options of a custom database connection whose scripts know these users: they are written into its `configuration`. */
export function legacyOptions(users: readonly LegacyUser[], importMode: boolean): Record<string, unknown> {
    return {
        enabledDatabaseCustomization: true,
        import_mode: importMode,
        configuration: { users: JSON.stringify(users) },
        customScripts: {
            login: `function login(email, password, callback) {
                ${FIND}
                if (!user || user.password !== password) return callback(new WrongUsernameOrPasswordError(email));
                ${ANSWER}
            }`,
            get_user: `function getByEmail(email, callback) {
                ${FIND}
                if (!user) return callback(null);
                ${ANSWER}
            }`,
            create: 'function create(user, callback) { callback(null); }',
            verify: 'function verify(email, callback) { callback(null, true); }',
            change_password: 'function changePassword(email, newPassword, callback) { callback(null, true); }',
            change_email: 'function changeEmail(email, newEmail, verified, callback) { callback(null, true); }',
            delete: 'function remove(id, callback) { callback(null); }',
        },
    };
}

/** The options of a custom database that knows no one: how a lazy migration is finished. */
export function emptyLegacyOptions(importMode = true): Record<string, unknown> {
    return {
        ...legacyOptions([], importMode),
        customScripts: {
            login: 'function login(email, password, callback) { callback(null, null); }',
            get_user: 'function getByEmail(email, callback) { callback(null, null); }',
        },
    };
}
