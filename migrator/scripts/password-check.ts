/** How a database of one's own keeps passwords. */
export type PasswordHashKind =
    | 'bcrypt'
    /** `algorithm$iterations$salt$hash`, with the algorithms `pbkdf2_sha256`, `pbkdf2_sha1`. */
    | 'pbkdf2-django'
    /** `$pbkdf2-sha256$i=10000,l=32$salt$hash`, in base 64 without padding. */
    | 'pbkdf2-phc'
    | PasswordDigest;

/** One round of a digest, salted or not. */
export interface PasswordDigest {
    readonly digest: 'md5' | 'sha1' | 'sha256' | 'sha512';
    /** @default 'hex' */
    readonly encoding?: 'hex' | 'base64';
    /** Column or field that holds the salt, as text. @default none */
    readonly salt?: string;
    /** @default 'prefix' */
    readonly saltPosition?: 'prefix' | 'suffix';
}

const SAME = `
  function isSame(left, right) {
    return left.length === right.length && crypto.timingSafeEqual(left, right);
  }
`;

/**
 * Gives the functions of a script that hold a password against a stored hash; the one to call is `async function isRight(password, row)`, whose `row`
 * has `hash` and, where there is one, `salt`.
 */
export function passwordCheck(kind: PasswordHashKind): string {
    if (typeof kind === 'object') return digestCheck(kind);
    if (kind === 'bcrypt')
        return `
  async function isRight(password, row) {
    // Node's bcrypt does not know the prefix that PHP writes; the hash is the same.
    return require('bcrypt').compare(password, row.hash.replace(/^\\$2y\\$/, '$2b$'));
  }
`;
    const [parse, encoding, isWhole] =
        kind === 'pbkdf2-django'
            ? [
                  '/^pbkdf2_(sha1|sha256|sha512)\\$(\\d+)()\\$([^$]*)\\$([^$]+)$/',
                  "Buffer.from(found[4], 'utf8')",
                  '{ sha1: 20, sha256: 32, sha512: 64 }[found[1]] === stored.length',
              ]
            : [
                  '/^\\$pbkdf2-(sha1|sha256|sha512)\\$i=(\\d+)(?:,l=(\\d+))?\\$([^$]*)\\$([^$]+)$/',
                  "Buffer.from(found[4], 'base64')",
                  'stored.length >= 16 && (found[3] === undefined || Number(found[3]) === stored.length)',
              ];
    return `${SAME}
  async function isRight(password, row) {
    const found = ${parse}.exec(row.hash);
    if (!found) return false;
    const stored = Buffer.from(found[5], 'base64');
    // A hash that was cut short would be right for other passwords too, an empty one for all.
    if (!(${isWhole})) return false;
    const derived = await new Promise((resolve, reject) => {
      crypto.pbkdf2(password, ${encoding}, Number(found[2]), stored.length, found[1], (error, key) => (error ? reject(error) : resolve(key)));
    });
    return isSame(derived, stored);
  }
`;
}

function digestCheck({ digest, encoding = 'hex', salt, saltPosition = 'prefix' }: PasswordDigest): string {
    const salted = saltPosition === 'prefix' ? "(row.salt || '') + password" : "password + (row.salt || '')";
    return `${SAME}
  async function isRight(password, row) {
    const digest = crypto.createHash('${digest}').update(${salt === undefined ? 'password' : salted}, 'utf8').digest();
    return isSame(digest, Buffer.from(row.hash, '${encoding}'));
  }
`;
}
