import type { Clock } from '../clock.ts';
import { askLegacyDatabase, takeUserOver } from '../custom-database/log-in.ts';
import { databaseMode } from '../custom-database/mode.ts';
import type { Connection, Identity, Profile } from '../entities.ts';
import { OAuthError } from '../errors.ts';
import { type LoginOutcome, recordLogin } from '../logs/record-login.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import type { Scripts } from '../scripts/scripts.ts';
import type { TenantStore } from '../store.ts';

/**
 * Logs a user in with a password, or lets the scripts of a custom database decide. The first login with an imported hash replaces it by a bcrypt hash of the password, as Auth0 does.
 *
 * @param login - `identifier` is an e-mail address, username or phone number
 * @throws {OAuthError} 403 `invalid_grant` for an unknown user as for a wrong password, 403 `unauthorized` for a blocked user,
 *   403 `access_denied` when a script fails, 429 `too_many_attempts` after too many wrong passwords from one address, for this identifier or for
 *   several
 */
export async function logIn(
    store: TenantStore,
    connection: Connection,
    login: { identifier: string; password: string; ip: string },
    { clock, scripts }: { clock: Clock; scripts: Scripts },
): Promise<Profile> {
    const { failedLogins, suspiciousAddresses } = store;
    const { password, ip } = login;
    const identifier = login.identifier.trim();
    const record = (outcome: LoginOutcome, identity: Identity | undefined, reason?: string) => {
        recordLogin(store, outcome, { connection, identity, identifier, ip, nowMs: clock.now(), reason });
    };
    if (suspiciousAddresses.isThrottled('pre-login', ip, clock)) {
        record('address throttled', findIdentity(connection, identifier));
        throw suspiciousBehavior();
    }
    const isProtected = connection.options['brute_force_protection'] !== false;
    if (isProtected && failedLogins.isBlocked(connection, identifier, ip, clock)) {
        record('address blocked', findIdentity(connection, identifier));
        throw tooManyAttempts();
    }

    const custom = { store, scripts, connection, identifier, password, clock };
    const local = findIdentity(connection, identifier);
    const mode = databaseMode(connection);
    const askScripts = async (login: Promise<Identity | undefined>) => {
        try {
            return await login;
        } catch (error) {
            if (error instanceof OAuthError) record('script failed', local, error.message);
            throw error;
        }
    };
    const identity =
        mode === 'legacy'
            ? await askScripts(askLegacyDatabase(custom))
            : mode === 'lazy' && local?.profile === undefined
              ? await askScripts(takeUserOver(custom, local))
              : await withRightPassword(local, password);
    const profile = identity?.profile;
    if (identity === undefined || profile === undefined) {
        failedLogins.add(connection, identifier, ip, clock);
        suspiciousAddresses.take('pre-login', ip, clock);
        record('wrong password', local);
        throw new OAuthError(403, 'invalid_grant', 'Wrong email or password.');
    }
    if (profile.blocked === true) {
        record('user blocked', identity);
        throw new OAuthError(403, 'unauthorized', 'user is blocked');
    }
    failedLogins.forget(connection, identifier, ip);
    const stored = identity.password;
    if (stored?.kind === 'custom') {
        const hash = await hashPassword(password);
        // The password may have changed while the hash was computed.
        if (identity.password === stored) {
            store.users.willChangeIdentity(identity);
            identity.password = { kind: 'bcrypt', hash };
        }
    }
    store.users.willChange(profile);
    profile.loginsCount += 1;
    profile.lastLogin = clock.now();
    profile.lastIp = ip;
    profile.updatedAt = profile.lastLogin;
    record('succeeded', identity);
    return profile;
}

async function withRightPassword(identity: Identity | undefined, password: string): Promise<Identity | undefined> {
    if (identity?.password === undefined) return undefined;
    return (await verifyPassword(identity.password, password)) ? identity : undefined;
}

function findIdentity({ identities }: Connection, identifier: string): Identity | undefined {
    const key = identifier.toLowerCase();
    return identities.byEmail.get(key) ?? identities.byUsername.get(key) ?? identities.byPhoneNumber.get(key);
}

/** The refusal of an address that tries too many accounts. @see https://github.com/lencx/ChatGPT/issues/629 (read 2026-11-26), which quotes it */
export function suspiciousBehavior(): OAuthError {
    return new OAuthError(
        429,
        'too_many_attempts',
        'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.',
    );
}

function tooManyAttempts(): OAuthError {
    return new OAuthError(
        429,
        'too_many_attempts',
        "Your account has been blocked after multiple consecutive login attempts. We've sent you an email with instructions on how to unblock it.",
    );
}
