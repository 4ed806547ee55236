import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { argon2id, bcrypt } from 'hash-wasm';
import { seededRandom } from './random.ts';

/** A password and what an Auth0 database holds of it. */
export interface PooledPassword {
    readonly password: string;
    readonly algorithm: string;
    /** The fields of a seed's user. */
    readonly seed:
        | { readonly password_hash: string }
        | { readonly custom_password_hash: Readonly<Record<string, unknown>> };
    /** The fields of a line of the support's export. */
    readonly exported:
        | { readonly passwordHash: string }
        | { readonly custom_password_hash: Readonly<Record<string, unknown>> };
}

const PASSWORDS_PER_ALGORITHM = 4;

/**
 * Hashes a small pool of invented passwords in the ways that real databases have, so that any number of users is seeded in
 * seconds.
 *
 * Auth0 does not say how its export shows a custom hash that nobody logged in with yet. Here a hash that is one text stands
 * in `passwordHash`; one that needs parameters beside it stands in `custom_password_hash`, as it was imported.
 *
 * @returns four passwords each of bcrypt with cost 10 and 12, argon2id, pbkdf2, scrypt and salted SHA-256
 */
export async function makePasswordPool(): Promise<PooledPassword[]> {
    const random = seededRandom(2026);
    const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
    const pool: PooledPassword[] = [];
    for (let number = 1; number <= PASSWORDS_PER_ALGORITHM; number += 1) {
        const passwordOf = (algorithm: string) => `Rehearsal-${algorithm}-${number}-é!`;
        const text = (algorithm: string, name: string, value: string): PooledPassword => ({
            password: passwordOf(algorithm),
            algorithm,
            seed:
                algorithm === 'bcrypt-10'
                    ? { password_hash: value }
                    : { custom_password_hash: { algorithm: name, hash: { value, encoding: 'utf8' } } },
            exported: { passwordHash: value },
        });
        const object = (algorithm: string, custom: Record<string, unknown>): PooledPassword => ({
            password: passwordOf(algorithm),
            algorithm,
            seed: { custom_password_hash: custom },
            exported: { custom_password_hash: custom },
        });
        for (const costFactor of [10, 12]) {
            const algorithm = `bcrypt-${costFactor}`;
            const hash = await bcrypt({
                password: passwordOf(algorithm),
                salt: bytes(16),
                costFactor,
                outputType: 'encoded',
            });
            pool.push(text(algorithm, 'bcrypt', hash.replace(/^\$2a\$/, '$2b$')));
        }
        pool.push(
            text(
                'argon2id',
                'argon2',
                await argon2id({
                    ...{ password: passwordOf('argon2id'), salt: bytes(16), iterations: 2, parallelism: 1 },
                    ...{ memorySize: 1024, hashLength: 32, outputType: 'encoded' },
                }),
            ),
        );
        const pbkdf2Salt = bytes(16);
        const pbkdf2Key = pbkdf2Sync(passwordOf('pbkdf2'), pbkdf2Salt, 10_000, 32, 'sha256');
        pool.push(
            text('pbkdf2', 'pbkdf2', `$pbkdf2-sha256$i=10000,l=32$${unpadded(pbkdf2Salt)}$${unpadded(pbkdf2Key)}`),
        );
        const scryptSalt = Buffer.from(bytes(12)).toString('hex');
        pool.push(
            object('scrypt', {
                algorithm: 'scrypt',
                hash: {
                    value: scryptSync(passwordOf('scrypt'), scryptSalt, 32, { N: 4096, r: 8, p: 1 }).toString('hex'),
                    encoding: 'hex',
                },
                salt: { value: scryptSalt, encoding: 'utf8' },
                ...{ keylen: 32, cost: 4096, blockSize: 8, parallelization: 1 },
            }),
        );
        const shaSalt = Buffer.from(bytes(8)).toString('hex');
        pool.push(
            object('sha256', {
                algorithm: 'sha256',
                hash: {
                    value: createHash('sha256').update(shaSalt).update(passwordOf('sha256')).digest('hex'),
                    encoding: 'hex',
                },
                salt: { value: shaSalt, encoding: 'utf8', position: 'prefix' },
            }),
        );
    }
    return pool;
}

function unpadded(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
