import type { JsonObject } from '../entities.ts';
import { invalidBody } from '../errors.ts';
import { closed, FLAG, TEXT } from '../shapes/shape.ts';

const SETTINGS = { assign_membership_on_login: FLAG, is_signup_enabled: FLAG, show_as_button: FLAG };

/** What changes a connection of an organization by its older path. */
export const ENABLED_CONNECTION_CHANGES = closed(SETTINGS);

/** What enables a connection for an organization by its older path. */
export const NEW_ENABLED_CONNECTION = closed(
    { ...SETTINGS, connection_id: { ...TEXT, minLength: 1 } },
    { required: ['connection_id'] },
);

/**
 * Makes sure that users who sign up through a connection of an organization become members of it.
 *
 * @throws {ApiError} 400 `invalid_body`
 * @see https://auth0.com/docs/api/management/v2/organizations/post-enabled-connections (read 2026-06-25)
 */
export function requireSignUpWithMembership(settings: JsonObject): void {
    if (settings['is_signup_enabled'] === true && settings['assign_membership_on_login'] !== true)
        throw invalidBody('is_signup_enabled can only be true if assign_membership_on_login is true.');
}
