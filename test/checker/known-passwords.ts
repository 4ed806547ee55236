import { createHash, randomBytes } from 'node:crypto';
import { bcrypt } from 'hash-wasm';

const hashes = new Map<string, Promise<string>>();

type SeededHash = { readonly password_hash: string } | { readonly custom_password_hash: object };

/** Users of a seed who have each a password of their own, that the test knows and the hash export holds. */
export interface KnownPasswords<T> {
    readonly users: (T & SeededHash)[];
    /** By `user_id` as Auth0 shows it. */
    readonly passwords: Map<string, string>;
    /** NDJSON as Auth0's support delivers it. */
    readonly hashExport: string;
}

/**
 * Gives each user a password of its own; the same place in a list always gets the same one, for hashing takes its time.
 *
 * @param bcryptEvery - which users have the bcrypt hash that Auth0 makes; the others have one that is tried in no time
 */
export async function givePasswords<T extends Readonly<Record<string, unknown>>>(
    connection: string,
    users: readonly T[],
    bcryptEvery = 1,
): Promise<KnownPasswords<T>> {
    const passwords = new Map<string, string>();
    const lines: string[] = [];
    const seeded: KnownPasswords<T>['users'] = [];
    for (const [index, user] of users.entries()) {
        const password = `Correct-horse-${index + 1}`;
        const id = String(user['user_id']);
        passwords.set(`auth0|${id}`, password);
        const hash: SeededHash =
            index % bcryptEvery === 0
                ? { password_hash: await hashOf(password) }
                : { custom_password_hash: quickHashOf(password) };
        const inExport = 'password_hash' in hash ? { passwordHash: hash.password_hash } : hash;
        lines.push(JSON.stringify({ _id: { $oid: id }, email: user['email'], ...inExport, connection }));
        seeded.push({ ...user, ...hash });
    }
    return { users: seeded, passwords, hashExport: lines.map((line) => `${line}\n`).join('') };
}

async function hashOf(password: string): Promise<string> {
    const known = hashes.get(password) ?? bcrypt({ password, salt: randomBytes(16), costFactor: 10 });
    hashes.set(password, known);
    // The same algorithm; Auth0 writes it with the newer letter.
    return (await known).replace('$2a$', '$2b$');
}

function quickHashOf(password: string): object {
    const value = createHash('sha256').update(password).digest('hex');
    return { algorithm: 'sha256', hash: { value, encoding: 'hex' } };
}
