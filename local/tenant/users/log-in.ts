import type { Clock } from '../clock.ts';
import type { Connection, Identity, Profile } from '../entities.ts';
import { OAuthError } from '../errors.ts';
import { type LoginOutcome, recordLogin } from '../logs/record-login.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import type { TenantStore } from '../store.ts';

/**
 * Logs a user in with a password. The first login with an imported hash replaces it by a bcrypt hash of the password, as Auth0 does.
 *
 * @param login - `identifier` is an e-mail address, username or phone number
 * @throws {OAuthError} 403 `invalid_grant` for an unknown user as for a wrong password, 403 `unauthorized` for a blocked user,
 *   429 `too_many_attempts` after too many wrong passwords from one address
 */
export async function logIn(
    store: TenantStore,
    connection: Connection,
    login: { identifier: string; password: string; ip: string },
    clock: Clock,
): Promise<Profile> {
    const { failedLogins } = store;
    const { password, ip } = login;
    const identifier = login.identifier.trim();
    const record = (outcome: LoginOutcome, identity: Identity | undefined) => {
        recordLogin(store, outcome, { connection, identity, identifier, ip, nowMs: clock.now() });
    };
    const isProtected = connection.options['brute_force_protection'] !== false;
    if (isProtected && failedLogins.isBlocked(connection, identifier, ip, clock)) {
        record('address blocked', findIdentity(connection, identifier));
        throw tooManyAttempts();
    }

    const identity = findIdentity(connection, identifier);
    const stored = identity?.password;
    const profile = identity?.profile;
    const isRight = stored !== undefined && (await verifyPassword(stored, password));
    if (identity === undefined || profile === undefined || !isRight) {
        failedLogins.add(connection, identifier, ip, clock);
        record('wrong password', identity);
        throw new OAuthError(403, 'invalid_grant', 'Wrong email or password.');
    }
    if (profile.blocked === true) {
        record('user blocked', identity);
        throw new OAuthError(403, 'unauthorized', 'user is blocked');
    }
    failedLogins.forget(connection, identifier, ip);
    if (stored.kind === 'custom') {
        const hash = await hashPassword(password);
        // The password may have changed while the hash was computed.
        if (identity.password === stored) identity.password = { kind: 'bcrypt', hash };
    }
    store.users.index.willChange(profile);
    profile.loginsCount += 1;
    profile.lastLogin = clock.now();
    profile.lastIp = ip;
    profile.updatedAt = profile.lastLogin;
    record('succeeded', identity);
    return profile;
}

function findIdentity({ identities }: Connection, identifier: string): Identity | undefined {
    const key = identifier.toLowerCase();
    return identities.byEmail.get(key) ?? identities.byUsername.get(key) ?? identities.byPhoneNumber.get(key);
}

function tooManyAttempts(): OAuthError {
    return new OAuthError(
        429,
        'too_many_attempts',
        "Your account has been blocked after multiple consecutive login attempts. We've sent you an email with instructions on how to unblock it.",
    );
}
