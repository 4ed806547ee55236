import { HASH_ALGORITHMS, type HashAlgorithm } from './custom-password-hash.ts';

/** What a description says, as far as it matters whether it has an effect. */
interface Described {
    readonly algorithm?: string | undefined;
    readonly saltColumn?: string | undefined;
    readonly salt?: { readonly value?: string | undefined; readonly position?: string | undefined } | undefined;
    readonly pepper?: boolean | undefined;
}

const SETTINGS: Readonly<Record<HashAlgorithm, readonly string[]>> = {
    argon2: [],
    bcrypt: ['salt', 'saltColumn'],
    hmac: ['encoding', 'digest', 'key'],
    ldap: [],
    md4: ['encoding', 'salt', 'saltColumn', 'iterations'],
    md5: ['encoding', 'salt', 'saltColumn', 'iterations'],
    sha1: ['encoding', 'salt', 'saltColumn', 'iterations'],
    sha256: ['encoding', 'salt', 'saltColumn', 'iterations'],
    sha512: ['encoding', 'salt', 'saltColumn', 'iterations'],
    pbkdf2: ['encoding', 'digest', 'iterations', 'salt', 'saltColumn'],
    scrypt: ['encoding', 'keylen', 'cost', 'blockSize', 'parallelization', 'salt', 'saltColumn'],
};
const OF_ALL: readonly string[] = ['column', 'hash', 'algorithm', 'password', 'pepper'];
const SALT_IN_ITS_PLACE = ['pbkdf2', 'scrypt'];

/**
 * Finds a setting of a description that would have no effect, which is worse than an error: nobody could log in.
 *
 * @returns the first such setting, and why; undefined where everything that is said counts
 */
export function idleSettingOf(
    described: Described,
): { readonly setting: string; readonly message: string } | undefined {
    const { algorithm, salt, saltColumn, pepper } = described;
    // A pepper refuses every hash, whatever else is said.
    if (pepper === true) return undefined;
    const said = Object.entries(described).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const known = HASH_ALGORITHMS.find((name) => name === algorithm);
    if (algorithm !== undefined && known === undefined) return undefined;
    const allowed = known === undefined ? ['column', 'hash'] : [...OF_ALL, ...SETTINGS[known]];
    const setting = said.find((name) => !allowed.includes(name));
    if (setting !== undefined) {
        const message =
            known === undefined
                ? 'has an effect beside `algorithm` only: name the algorithm of the hashes'
                : `has no effect beside \`algorithm: '${known}'\``;
        return { setting, message };
    }
    if (saltColumn !== undefined && salt?.value !== undefined)
        return { setting: 'salt', message: 'has a `value`, and `saltColumn` names another' };
    if (known === 'bcrypt' && salt !== undefined && saltColumn === undefined && salt.value === undefined)
        return { setting: 'salt', message: 'names no salt: say `saltColumn`, or the `value` that all users share' };
    if (known !== undefined && SALT_IN_ITS_PLACE.includes(known) && salt?.position !== undefined)
        return { setting: 'salt', message: `has a \`position\`, which has no effect beside \`algorithm: '${known}'\`` };
    return undefined;
}
