import type { Connection, Identity, Profile } from '../entities.ts';
import { OAuthError } from '../errors.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';

/**
 * Logs a user in with a password. The first login with an imported hash replaces it by a bcrypt hash of the password, as Auth0 does.
 *
 * @param identifier - e-mail address, username or phone number
 * @throws {OAuthError} 403 `invalid_grant` for an unknown user as for a wrong password; `unauthorized` for a blocked one
 */
export async function logIn(
    connection: Connection,
    login: { identifier: string; password: string; ip: string; nowMs: number },
): Promise<Profile> {
    const { password, ip, nowMs } = login;
    const identity = findIdentity(connection, login.identifier);
    const stored = identity?.password;
    const profile = identity?.profile;
    if (identity === undefined || stored === undefined || profile === undefined) throw wrongCredentials();
    if (!(await verifyPassword(stored, password))) throw wrongCredentials();
    if (profile.blocked === true) throw new OAuthError(403, 'unauthorized', 'user is blocked');
    if (stored.kind === 'custom') {
        const hash = await hashPassword(password);
        // The password may have changed while the hash was computed.
        if (identity.password === stored) identity.password = { kind: 'bcrypt', hash };
    }
    profile.loginsCount += 1;
    profile.lastLogin = nowMs;
    profile.lastIp = ip;
    profile.updatedAt = nowMs;
    return profile;
}

function findIdentity({ identities }: Connection, identifier: string): Identity | undefined {
    const key = identifier.trim().toLowerCase();
    return identities.byEmail.get(key) ?? identities.byUsername.get(key) ?? identities.byPhoneNumber.get(key);
}

function wrongCredentials(): OAuthError {
    return new OAuthError(403, 'invalid_grant', 'Wrong email or password.');
}
