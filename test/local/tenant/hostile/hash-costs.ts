/** Users of an import file whose hashes ask for more than any machine has. Those that the import schema takes are there afterwards. */
export function hostileHashes(): Record<string, unknown>[] {
    const salt = Buffer.from('some salt of it').toString('base64').replaceAll('=', '');
    const key = Buffer.alloc(32, 1).toString('base64').replaceAll('=', '');
    const bcryptHash = (cost: string) => `$2b$${cost}$${'a'.repeat(53)}`;
    const utf8 = (algorithm: string, value: string) => ({ algorithm, hash: { value, encoding: 'utf8' } });
    const hashes: object[] = [
        ...['8388608', '4294967295', '1048577', '524288'].map((memory) =>
            utf8('argon2', `$argon2id$v=19$m=${memory},t=3,p=1$${salt}$${key}`),
        ),
        ...['4294967295', '9999999999'].map((passes) =>
            utf8('argon2', `$argon2i$v=19$m=65536,t=${passes},p=1$${salt}$${key}`),
        ),
        utf8('argon2', `$argon2id$v=19$m=65536,t=1,p=16777215$${salt}$${key}`),
        ...['31', '17', '15', '00'].map((cost) => utf8('bcrypt', bcryptHash(cost))),
        ...['2147483648', '4294967295', '9999999999', '0'].map((iterations) =>
            utf8('pbkdf2', `$pbkdf2-sha512$i=${iterations},l=64$${salt}$${key}`),
        ),
        ...['md4', 'whirlpool', 'mdc2'].map((digest) =>
            utf8('pbkdf2', `$pbkdf2-${digest}$i=2147483648,l=64$${salt}$${key}`),
        ),
        utf8('pbkdf2', `$pbkdf2-sha512$i=1,l=4294967295$${salt}$${key}`),
        ...[2 ** 30, 2 ** 31, 2 ** 52].map((cost) => ({
            algorithm: 'scrypt',
            hash: { value: '00'.repeat(32), encoding: 'hex' },
            keylen: 32,
            cost,
        })),
        {
            algorithm: 'scrypt',
            hash: { value: '00'.repeat(32), encoding: 'hex' },
            keylen: 32,
            cost: 2,
            blockSize: 2 ** 30,
            parallelization: 2 ** 30,
        },
        { algorithm: 'scrypt', hash: { value: '00', encoding: 'hex' }, keylen: Number.MAX_SAFE_INTEGER },
        { algorithm: 'md5', hash: { value: 'f'.repeat(200_000), encoding: 'hex' } },
        {
            algorithm: 'hmac',
            hash: { value: '00', encoding: 'hex', digest: 'sha512', key: { value: 'k'.repeat(200_000) } },
        },
    ];
    const users = hashes.map((custom, index) => ({ email: `hash-${index}@example.com`, custom_password_hash: custom }));
    return [...users, { email: 'own-hash@example.com', password_hash: bcryptHash('1000') }];
}

/** Users whose hashes cost nearly what may be paid: more than a second each. */
export function expensiveHashes(): Record<string, unknown>[] {
    const salt = Buffer.from('some salt of it').toString('base64').replaceAll('=', '');
    const key = Buffer.alloc(32, 1).toString('base64').replaceAll('=', '');
    const values = {
        bcrypt: `$2b$14$${'a'.repeat(53)}`,
        argon2: `$argon2id$v=19$m=262144,t=3,p=1$${salt}$${key}`,
    };
    return Object.entries(values).map(([algorithm, value]) => ({
        email: `expensive-${algorithm}@example.com`,
        custom_password_hash: { algorithm, hash: { value, encoding: 'utf8' } },
    }));
}
