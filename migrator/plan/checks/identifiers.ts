import type { Finding } from '../../checks/finding.ts';
import type { Connection } from '../../tenant/tenant.ts';
import type { UserTraits } from '../user-traits.ts';

/**
 * Compares what new users bring with the identifiers of the target connection.
 *
 * An import takes users whom a sign-up would refuse (recorded: one without a username, into a connection that requires it),
 * so these are warnings: such users are in the target, and cannot log in as they did.
 *
 * @see https://auth0.com/docs/authenticate/database-connections/flexible-identifiers-and-attributes (read 2026-08-20)
 */
export function checkIdentifiers({ name, rules }: Connection, traits: UserTraits): Finding[] {
    if (rules === undefined || traits.users === 0) return [];
    const findings: Finding[] = [];
    const warn = (code: Finding['code'], message: string): void => {
        findings.push({ code, level: 'warning', message });
    };
    const usernames = traits.usernames();
    if (!rules.username.isIdentifier && usernames > 0) {
        warn(
            'USERNAMES_OFF',
            `${usernames} new users have a username, but the connection ${name} does not use usernames: nobody can log in with one. Turn them ` +
                'on (Authentication > Database > the connection > Attributes), or drop `username` in `transform`.',
        );
    }
    if (rules.username.isRequired && usernames < traits.users) {
        warn(
            'USERNAMES_MISSING',
            `${traits.users - usernames} new users have no username, but the connection ${name} requires one at sign-up. They are ` +
                'imported anyway, and log in by e-mail address. Add a username in `transform`, or stop requiring it.',
        );
    }
    const { usernameLength: length } = rules;
    const outside =
        length === undefined ? 0 : traits.usernames((characters) => characters < length.min || characters > length.max);
    if (length !== undefined && outside > 0) {
        warn(
            'USERNAME_LENGTH',
            `${outside} new users have a username outside the rule of the connection ${name} (${length.min} to ${length.max} characters). ` +
                'Widen the rule (up to 128 characters), or change the usernames in `transform`.',
        );
    }
    if (!rules.phoneNumber.isIdentifier && traits.phoneNumbers > 0) {
        warn(
            'PHONE_NUMBERS_OFF',
            `${traits.phoneNumbers} new users have a phone number, but the connection ${name} does not allow login by phone number: it is only kept in ` +
                'the profile. Turn phone numbers on as an identifier if people log in with them today.',
        );
    }
    if (rules.phoneNumber.isRequired && traits.phoneNumbers < traits.users) {
        warn(
            'PHONE_NUMBERS_MISSING',
            `${traits.users - traits.phoneNumbers} new users have no phone number, but the connection ${name} requires one at sign-up. They ` +
                'are imported anyway. Add one in `transform`, or stop requiring it.',
        );
    }
    if (!rules.email.isIdentifier) {
        warn(
            'EMAIL_NOT_IDENTIFIER',
            `The connection ${name} does not allow login by e-mail address: those of the ${traits.users} new users who have no other identifier ` +
                'cannot log in. Turn the e-mail address on as an identifier, or make sure that everybody has another one.',
        );
    }
    return findings;
}
