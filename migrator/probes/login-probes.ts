import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';
import type { LogIn, LoginAnswer } from '../tenant/login.ts';
import { withRetry } from '../tenant/retry.ts';

/** Accounts that were made to prove that passwords work in the target, and the way to log in with them. */
export interface LoginProbes {
    /** How many there are. */
    readonly count: number;
    /** Logs in with each, one after the other: Auth0 counts failed logins by address. */
    logIn(): Promise<readonly LoginAnswer[]>;
}

/** No probes: logging in is off unless a definition names accounts for it. */
export const NO_PROBES: LoginProbes = { count: 0, logIn: () => Promise.resolve([]) };

/**
 * Makes the login probes that a definition names, and makes sure that they can be used.
 *
 * @param passwords - by identifier
 * @throws {MigrationError} `LOGIN_PROBES_IMPOSSIBLE` when a password is missing, or the client may not log users in
 */
export async function openLoginProbes(
    { loginProbes: identifiers }: Pick<CheckedDefinition, 'loginProbes'>,
    passwords: Readonly<Record<string, string>>,
    logIn: LogIn,
    clock: Clock,
    signal: AbortSignal,
): Promise<LoginProbes> {
    if (identifiers.length === 0) return NO_PROBES;
    const retrying: LogIn = (identifier, password) =>
        withRetry(clock, () => logIn(identifier, password), undefined, signal);
    const pairs = identifiers.map((identifier) => [identifier, passwords[identifier]] as const);
    const missing = pairs.filter(([, password]) => password === undefined).length;
    if (missing > 0) {
        throw impossible(
            `${missing} of ${identifiers.length} have no password. Expected ${PASSWORDS_VARIABLE} to hold a JSON object of one each.`,
        );
    }
    // Nobody has this address, so the answer is about the client and the connection alone.
    if ((await retrying(`${randomUUID()}@example.com`, randomUUID())) === 'not-allowed') {
        throw impossible(
            'the application may not log users in. Enable the Password grant for it (Settings > Advanced > Grant Types) and the target ' +
                `connection, or name another one in ${CLIENT_VARIABLE} as ID:secret.`,
        );
    }
    return {
        count: identifiers.length,
        async logIn() {
            const answers: LoginAnswer[] = [];
            for (const [identifier, password] of pairs) answers.push(await retrying(identifier, password ?? ''));
            return answers;
        },
    };
}

/** Name of the environment variable with the passwords of probes: a JSON object by identifier. */
export const PASSWORDS_VARIABLE = 'AUTH0_USER_MIGRATION_PROBE_PASSWORDS';
/** Name of the environment variable with the application that probes log in with, `ID:secret`; the target's own by default. */
export const CLIENT_VARIABLE = 'AUTH0_USER_MIGRATION_PROBE_CLIENT';

function impossible(why: string): MigrationError {
    return new MigrationError(
        'LOGIN_PROBES_IMPOSSIBLE',
        `The login probes of the definition cannot be used: ${why} Nothing was sent.`,
    );
}
