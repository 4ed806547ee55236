const WAY_OUT =
    "Let these users set a new password (`passwords.whenMissing: 'reset'`), or move them at their next login (`'lazy'`).";
const CHECK_SOURCE = `Check how the source stores its passwords. ${WAY_OUT}`;

/**
 * Says for every reason why Auth0 can't get a hash: what the hash is, and the way out.
 *
 * The texts never hold a hash; each code has its heading in `docs/excluded-users.md`.
 */
export const PASSWORD_HASH_REFUSALS = {
    HASH_CONTRADICTS_DESCRIPTION:
        'The hash is not of the algorithm that the definition describes. Correct the description, or describe these users apart.',
    HASH_COST_TOO_HIGH: `The hash asks for more work than any login should cost, so it is hostile or damaged. ${CHECK_SOURCE}`,
    HASH_DIGEST_DOUBTFUL:
        'The hash is labelled PBKDF2 with SHA-224 or SHA-384, and known exports with these labels hold SHA3 instead, with which nobody could log in. ' +
        'Log in once with a known password of the source; if it is SHA-2, say so with `digest` in the description of the hashes.',
    HASH_EMPTY: `The hash is empty. ${WAY_OUT}`,
    HASH_MALFORMED: `The hash has the beginning of a known form, but is cut off or damaged. ${CHECK_SOURCE}`,
    HASH_NEEDS_DESCRIPTION:
        'The hash does not say how it was made. Describe the algorithm, the salt and their encodings in the definition.',
    HASH_PLAINTEXT: `The source stores the password itself, not a hash, and an import file must not carry it. ${WAY_OUT}`,
    HASH_SCHEMA_REFUSED: 'The `custom_password_hash` breaks a rule of the import schema.',
    HASH_UNRECOGNIZED: `The hash is in no form that is known here. Where it stands with its salt or its settings in one text, take it apart in the definition (\`source.passwordHash\` as a function), or name the system (\`source.from\`). ${WAY_OUT}`,
    HASH_UNSUPPORTED_ARGON2D: `The hash is argon2d; Auth0 takes argon2i and argon2id. ${WAY_OUT}`,
    HASH_UNSUPPORTED_ARGON2_VERSION: `The hash is argon2 of a version before 1.3 (v=19), which Auth0 does not verify. ${WAY_OUT}`,
    HASH_UNSUPPORTED_BCRYPT_REVISION: `The hash is bcrypt of a revision other than $2a$, $2b$ and $2y$; no other can be rewritten to one of them. ${WAY_OUT}`,
    HASH_UNSUPPORTED_CRYPT: `The hash is of crypt(3), such as md5-crypt, sha256-crypt or DES, and not a plain digest. Auth0 does not accept it. ${WAY_OUT}`,
    HASH_UNSUPPORTED_DIGEST: `The hash uses a digest that Auth0 does not know. ${WAY_OUT}`,
    HASH_UNSUPPORTED_DRUPAL: `The hash is Drupal's iterated SHA-512 ($S$), which Auth0 does not accept. ${WAY_OUT}`,
    HASH_UNSUPPORTED_FIREBASE_SCRYPT: `The hash is Firebase's modified scrypt, which encrypts a signer key; Auth0's scrypt can't verify it. ${WAY_OUT}`,
    HASH_UNSUPPORTED_ITERATED_DIGEST: `The hash is a digest of a digest, or of several rounds; Auth0 computes one round. ${WAY_OUT}`,
    HASH_UNSUPPORTED_PBKDF2_THEN_HMAC: `The hash is an HMAC keyed by the output of PBKDF2; it looks like PBKDF2 and is not. ${WAY_OUT}`,
    HASH_UNSUPPORTED_PEPPER: `The hash needs a secret of the source's servers (a pepper). Where it is simply put before or behind the password, give it as a salt (\`salt: { value, position }\`); otherwise Auth0 can't be given it. ${WAY_OUT}`,
    HASH_UNSUPPORTED_PHPASS: `The hash is phpass's iterated MD5 ($P$ or $H$, as of WordPress), which Auth0 does not accept. ${WAY_OUT}`,
    HASH_UNSUPPORTED_PREHASHED_BCRYPT: `The hash is bcrypt of another digest of the password (as Django, passlib and WordPress make it); Auth0 gives bcrypt the password itself. ${WAY_OUT}`,
    HASH_UNUSABLE: `The source locked this password: no password was ever valid for it. ${WAY_OUT}`,
} as const;

/** Tells why a hash can't be given to Auth0. */
export type PasswordHashRefusal = keyof typeof PASSWORD_HASH_REFUSALS;

/** Says of each reason among others, such as `PASSWORD_HASH_MISSING`, that is one of a hash what it is, and the way out. */
export function hashAdvice(reasons: Readonly<Record<string, unknown>>): string[] {
    const texts: Readonly<Record<string, string>> = PASSWORD_HASH_REFUSALS;
    return Object.keys(reasons).flatMap((reason) => {
        const text = texts[reason];
        return text === undefined ? [] : [`${reason}: ${text}`];
    });
}
