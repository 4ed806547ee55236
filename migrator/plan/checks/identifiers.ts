import type { Connection } from '../../tenant/tenant.ts';
import type { Finding } from '../finding.ts';
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
            `${usernames} new users bring a username, and the connection ${name} has no usernames: nobody can log in by one. Turn usernames ` +
                'on there (Authentication > Database > the connection > Attributes), or drop `username` in `transform`.',
        );
    }
    if (rules.username.isRequired && usernames < traits.users) {
        warn(
            'USERNAMES_MISSING',
            `${traits.users - usernames} new users have no username, and the connection ${name} requires one of whoever signs up. The import ` +
                'takes them, and they log in by e-mail address. Give them a username in `transform`, or no longer require it.',
        );
    }
    const { usernameLength: length } = rules;
    const outside =
        length === undefined ? 0 : traits.usernames((characters) => characters < length.min || characters > length.max);
    if (length !== undefined && outside > 0) {
        warn(
            'USERNAME_LENGTH',
            `${outside} new users have a username outside the rule of the connection ${name} (${length.min} to ${length.max} characters). ` +
                'Widen the rule there to what you bring (128 at the most), or change the usernames in `transform`.',
        );
    }
    if (!rules.phoneNumber.isIdentifier && traits.phoneNumbers > 0) {
        warn(
            'PHONE_NUMBERS_OFF',
            `${traits.phoneNumbers} new users bring a phone number, and nobody logs in by one in the connection ${name}: it is kept in the ` +
                'profile only. Turn phone numbers on there as an identifier if they logged in by it.',
        );
    }
    if (rules.phoneNumber.isRequired && traits.phoneNumbers < traits.users) {
        warn(
            'PHONE_NUMBERS_MISSING',
            `${traits.users - traits.phoneNumbers} new users have no phone number, and the connection ${name} requires one of whoever signs ` +
                'up. The import takes them. Give them one in `transform`, or no longer require it.',
        );
    }
    if (!rules.email.isIdentifier) {
        warn(
            'EMAIL_NOT_IDENTIFIER',
            `Nobody logs in by e-mail address in the connection ${name}: whoever of the ${traits.users} new users has no other identifier cannot ` +
                'log in. Turn the e-mail address on there as an identifier, or make sure that everybody brings another one.',
        );
    }
    return findings;
}
