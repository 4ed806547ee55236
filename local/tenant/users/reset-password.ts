import { findLegacyUser, leaveGhost, runLegacyScript } from '../custom-database/legacy-database.ts';
import { databaseMode } from '../custom-database/mode.ts';
import type { Connection, Identity } from '../entities.ts';
import type { PasswordReset } from '../password-reset.ts';
import { hashPassword } from '../passwords.ts';
import type { Tenant } from '../tenant.ts';
import { personalDataOf, requireStrongPassword } from './password-policy.ts';

/**
 * Finds the identity row whose password is to be reset. For a user of a custom database whom Auth0 has not taken over, it is made now: a ghost,
 * until the user logs in.
 *
 * @returns `undefined` when neither Auth0 nor the custom database knows the address
 */
export async function identityToReset(
    { store, scripts, clock }: Tenant,
    connection: Connection,
    email: string,
): Promise<Identity | undefined> {
    const { byEmail } = connection.identities;
    const address = email.toLowerCase();
    if (byEmail.has(address)) return byEmail.get(address);
    const user = await findLegacyUser(scripts, connection, address, clock.now());
    if (user !== undefined) leaveGhost(store.users, connection, user, address);
    return byEmail.get(address);
}

/**
 * Completes a reset. A ghost keeps its new password and stays a ghost; while import mode is off, the Change Password script gets it instead.
 *
 * @throws {ApiError} 400 for a weak password, or when the script fails
 */
export async function completeReset(tenant: Tenant, reset: PasswordReset, password: string): Promise<void> {
    const { store, scripts, clock, passwordResets } = tenant;
    const { identity, marksEmailVerified } = reset;
    const { connection } = identity;
    requireStrongPassword(connection, password, personalDataOf(identity));
    const hash = await hashPassword(password);
    if (databaseMode(connection) === 'legacy') {
        await runLegacyScript(scripts, connection, 'change_password', [identity.email, password]);
        if (marksEmailVerified) await runLegacyScript(scripts, connection, 'verify', [identity.email]);
    } else {
        store.users.willChangeIdentity(identity);
        identity.password = { kind: 'bcrypt', hash };
        identity.passwordSetAt = clock.now();
    }
    passwordResets.use(reset);
    store.failedLogins.forgetUser(identity);
    const { profile } = identity;
    if (profile === undefined) return;
    store.users.willChange(profile);
    profile.lastPasswordReset = clock.now();
    profile.updatedAt = clock.now();
    if (marksEmailVerified && profile.email !== undefined) profile.emailVerified = true;
}
