import type { PasswordHashRefusal } from './refusals.ts';
import { type PasswordHashTranslation, refuse } from './translation.ts';

// Known by their beginnings, the special before the general.
const BEGINNINGS: readonly (readonly [RegExp, PasswordHashRefusal])[] = [
    [/^\$[PH]\$/, 'HASH_UNSUPPORTED_PHPASS'],
    [/^(?:U?\$S\$)/, 'HASH_UNSUPPORTED_DRUPAL'],
    [/^\$wp\$/, 'HASH_UNSUPPORTED_PREHASHED_BCRYPT'],
    [/^(?:\$bcrypt-sha256\$|bcrypt_sha256\$)/, 'HASH_UNSUPPORTED_PREHASHED_BCRYPT'],
    // crypt(3) of every system, with the spelled-out names that Ory gives some of them.
    [/^\$(?:1|3|5|6|7|y|gy|md5|apr1|sha1|md5-crypt|sha256-crypt|sha512-crypt)[$,]/, 'HASH_UNSUPPORTED_CRYPT'],
    [/^crypt\$/, 'HASH_UNSUPPORTED_CRYPT'],
    // DES, the oldest: two characters of salt and eleven of hash; BSDi's has twenty after an underscore.
    [/^(?:[./A-Za-z0-9]{13}|_[./A-Za-z0-9]{19})$/, 'HASH_UNSUPPORTED_CRYPT'],
    // MySQL's PASSWORD(): SHA-1 of SHA-1.
    [/^\*[0-9A-F]{40}$/i, 'HASH_UNSUPPORTED_ITERATED_DIGEST'],
    [/^\$shiro1\$/, 'HASH_UNSUPPORTED_ITERATED_DIGEST'],
    // Django's unusable passwords, and the locked ones of a shadow file.
    [/^(?:!|\*LK\*|\*NP\*|\*$)/, 'HASH_UNUSABLE'],
];

/** Refuses the forms that Auth0 can't take, each with its own reason. */
export function refuseUnsupported(text: string): PasswordHashTranslation | undefined {
    const found = BEGINNINGS.find(([beginning]) => beginning.test(text));
    return found && refuse(found[1]);
}
