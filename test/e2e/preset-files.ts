import { createHash, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { argon2id, bcrypt } from 'hash-wasm';
import type { PresetName } from '../../migrator/inputs/presets/preset.ts';

/** A file in a system's own form. */
export interface PresetFile {
    readonly from: PresetName;
    readonly text: string;
    /** People who log in with the password, by address. */
    readonly loggingIn: readonly string[];
    /** People who come without a password, with the reason. */
    readonly without: Readonly<Record<string, string>>;
    /** Records that are no people, with the reason. */
    readonly excluded: Readonly<Record<string, string>>;
    /** What one of them looks like in the target. */
    readonly profile?: Readonly<Record<string, unknown>> & { readonly email: string };
}

/** The password of everybody in the files. */
export const PASSWORD = 'an invented password';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const lines = (rows: readonly (readonly (string | number | undefined)[])[]) =>
    rows
        .map((row) => row.map((cell) => (cell === undefined ? '' : String(cell))).join(','))
        .join('\n')
        .concat('\n');

/** Makes a file of each system, with hashes of {@link PASSWORD}. */
export async function presetFiles(): Promise<PresetFile[]> {
    const bcryptOf = async (password: string, head = '$2a$') =>
        (await bcrypt({ password, salt: randomBytes(16), costFactor: 5, outputType: 'encoded' })).replace('$2a$', head);
    const own = await bcryptOf(PASSWORD);
    const salt = randomBytes(16);
    const pbkdf2 = (iterations: number, bytes: number, digest: string) =>
        pbkdf2Sync(PASSWORD, salt, iterations, bytes, digest);
    const argon2Of = async (
        saltBytes: Uint8Array,
        memorySize: number,
        iterations: number,
        outputType: 'hex' | 'binary',
    ) =>
        await argon2id({
            password: PASSWORD,
            salt: saltBytes,
            memorySize,
            iterations,
            parallelism: 1,
            hashLength: 32,
            outputType,
        });
    const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    return [
        {
            from: 'keycloak-realm',
            text: JSON.stringify(
                {
                    realm: 'shop',
                    roles: { realm: [{ name: 'admin' }] },
                    users: [
                        {
                            id: 'k1',
                            username: 'ann',
                            email: 'ann@example.com',
                            emailVerified: true,
                            firstName: 'Ann',
                            enabled: true,
                            credentials: [
                                { type: 'otp', secretData: '{"value":"x"}', credentialData: '{}' },
                                {
                                    type: 'password',
                                    secretData: JSON.stringify({
                                        value: b64(pbkdf2(27_500, 64, 'sha512')),
                                        salt: b64(salt),
                                    }),
                                    credentialData: JSON.stringify({
                                        hashIterations: 27_500,
                                        algorithm: 'pbkdf2-sha512',
                                    }),
                                },
                            ],
                        },
                        {
                            id: 'k2',
                            username: 'bo',
                            email: 'bo@example.com',
                            enabled: false,
                            credentials: [
                                {
                                    type: 'password',
                                    secretData: JSON.stringify({
                                        value: b64((await argon2Of(salt, 1024, 2, 'binary')) as unknown as Uint8Array),
                                        salt: b64(salt),
                                    }),
                                    credentialData: JSON.stringify({
                                        hashIterations: 2,
                                        algorithm: 'argon2',
                                        additionalParameters: {
                                            hash: ['32'],
                                            memory: ['1024'],
                                            type: ['id'],
                                            version: ['1.3'],
                                            parallelism: ['1'],
                                        },
                                    }),
                                },
                            ],
                        },
                        {
                            id: 'k3',
                            username: 'service-account-shop',
                            email: 's@example.com',
                            serviceAccountClientId: 'shop',
                        },
                    ],
                    clients: [],
                },
                undefined,
                2,
            ),
            loggingIn: ['ann@example.com'],
            without: {},
            excluded: { k3: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com', email_verified: true, given_name: 'Ann' },
        },
        {
            from: 'cognito',
            text: JSON.stringify({
                Users: [
                    {
                        Username: '1',
                        Enabled: true,
                        UserStatus: 'CONFIRMED',
                        Attributes: [
                            { Name: 'sub', Value: 'c1' },
                            { Name: 'email', Value: 'ann@example.com' },
                            { Name: 'email_verified', Value: 'true' },
                        ],
                    },
                    {
                        Username: 'google_2',
                        UserStatus: 'EXTERNAL_PROVIDER',
                        Attributes: [
                            { Name: 'sub', Value: 'c2' },
                            { Name: 'email', Value: 'g@example.com' },
                        ],
                    },
                ],
            }),
            loggingIn: [],
            without: { 'ann@example.com': 'PASSWORD_HASH_MISSING' },
            excluded: { c2: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com', email_verified: true },
        },
        {
            from: 'firebase',
            text: JSON.stringify({
                users: [
                    {
                        localId: 'f1',
                        email: 'ann@example.com',
                        emailVerified: true,
                        displayName: 'Ann',
                        passwordHash: 'x',
                        salt: 'y',
                        providerUserInfo: [{ providerId: 'password' }],
                    },
                    { localId: 'f2', email: 'g@example.com', providerUserInfo: [{ providerId: 'google.com' }] },
                ],
            }),
            loggingIn: [],
            without: { 'ann@example.com': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT' },
            excluded: { f2: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com', name: 'Ann', email_verified: true },
        },
        {
            from: 'supabase',
            text: lines([
                [
                    'id',
                    'email',
                    'encrypted_password',
                    'email_confirmed_at',
                    'raw_user_meta_data',
                    'phone',
                    'is_sso_user',
                    'is_anonymous',
                    'deleted_at',
                ],
                ['s1', 'ann@example.com', own, '2024-01-01 00:00:00+00', '"{""color"":""red""}"', '', 'f', 'f', ''],
                ['s2', 'sso@example.com', '', '', '{}', '', 't', 'f', ''],
            ]),
            loggingIn: ['ann@example.com'],
            without: {},
            excluded: { s2: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com', email_verified: true, user_metadata: { color: 'red' } },
        },
        {
            from: 'meteor',
            text: `${JSON.stringify({
                _id: 'm1',
                username: 'ann',
                emails: [{ address: 'ann@example.com', verified: true }],
                profile: { name: 'Ann' },
                services: { password: { bcrypt: await bcryptOf(sha256(PASSWORD), '$2b$') } },
            })}\n`,
            loggingIn: [],
            without: { 'ann@example.com': 'HASH_UNSUPPORTED_PREHASHED_BCRYPT' },
            excluded: {},
            profile: { email: 'ann@example.com', name: 'Ann', email_verified: true },
        },
        {
            from: 'devise',
            text: lines([
                ['id', 'email', 'encrypted_password', 'confirmed_at'],
                [1, 'ann@example.com', own, '2024-01-01'],
                [2, 'bo@example.com', own, ''],
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: {},
            excluded: {},
            profile: { email: 'bo@example.com', email_verified: false },
        },
        {
            from: 'aspnet-identity',
            text: lines([
                ['Id', 'UserName', 'Email', 'EmailConfirmed', 'PasswordHash', 'PhoneNumber', 'PhoneNumberConfirmed'],
                [
                    'a1',
                    'ann@example.com',
                    'ann@example.com',
                    'True',
                    b64(
                        Buffer.concat([
                            Buffer.from([1, 0, 0, 0, 2, 0, 0, 0x27, 0x10, 0, 0, 0, 16]),
                            salt,
                            pbkdf2(10_000, 32, 'sha512'),
                        ]),
                    ),
                    'NULL',
                    'False',
                ],
            ]),
            loggingIn: ['ann@example.com'],
            without: {},
            excluded: {},
            profile: { email: 'ann@example.com', email_verified: true },
        },
        {
            from: 'django',
            text: JSON.stringify([
                {
                    model: 'auth.user',
                    pk: 1,
                    fields: {
                        username: 'ann',
                        email: 'ann@example.com',
                        first_name: 'Ann',
                        last_name: '',
                        is_active: true,
                        password: `pbkdf2_sha256$12000$seasalt$${b64(pbkdf2Sync(PASSWORD, 'seasalt', 12_000, 32, 'sha256'))}`,
                    },
                },
            ]),
            loggingIn: ['ann@example.com'],
            without: {},
            excluded: {},
            profile: { email: 'ann@example.com', given_name: 'Ann' },
        },
        {
            from: 'wordpress',
            text: lines([
                ['ID', 'user_login', 'user_pass', 'user_nicename', 'user_email', 'display_name'],
                [1, 'ann', own.replace('$2a$', '$2y$'), 'ann', 'ann@example.com', 'Ann'],
                [2, 'bo', md5(PASSWORD), 'bo', 'bo@example.com', 'Bo'],
                [3, 'cy', '$P$BVrdsW/NUuXDi0Od0uUdk2SnJHHmQ01', 'cy', 'cy@example.com', 'Cy'],
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: { 'cy@example.com': 'HASH_UNSUPPORTED_PHPASS' },
            excluded: {},
            profile: { email: 'ann@example.com', name: 'Ann', nickname: 'ann' },
        },
        {
            from: 'drupal',
            text: lines([
                ['uid', 'name', 'pass', 'mail', 'status'],
                [0, '', '', '', 0],
                [1, 'ann', own.replace('$2a$', '$2y$'), 'ann@example.com', 1],
                [2, 'bo', '$S$ErandomsaOpYrAZqwxGynirQbWYCb3ejW4BwGH81LJcOzbzeVd02', 'bo@example.com', 1],
            ]),
            loggingIn: ['ann@example.com'],
            without: { 'bo@example.com': 'HASH_UNSUPPORTED_DRUPAL' },
            excluded: { 0: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com' },
        },
        {
            from: 'joomla',
            text: lines([
                ['id', 'name', 'username', 'email', 'password', 'block'],
                [1, 'Ann', 'ann', 'ann@example.com', `${md5(`${PASSWORD}saltsalt`)}:saltsalt`, 0],
                [2, 'Bo', 'bo', 'bo@example.com', own.replace('$2a$', '$2y$'), 0],
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: {},
            excluded: {},
            profile: { email: 'ann@example.com', name: 'Ann' },
        },
        {
            from: 'magento',
            text: lines([
                ['entity_id', 'email', 'firstname', 'lastname', 'password_hash'],
                [1, 'ann@example.com', 'Ann', 'A', `${sha256(`SALTSALT${PASSWORD}`)}:SALTSALT:1`],
                [2, 'bo@example.com', 'Bo', 'B', `${md5(`qX${PASSWORD}`)}:qX`],
                [3, 'cy@example.com', 'Cy', 'C', `${sha256('x')}:SALTSALT:0:1`],
                [
                    4,
                    'di@example.com',
                    'Di',
                    'D',
                    `${await argon2Of(Buffer.from('sixteen letters!'), 1024, 2, 'hex')}:sixteen letters! and more:3_32_2_1048576`,
                ],
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com', 'di@example.com'],
            without: { 'cy@example.com': 'HASH_UNSUPPORTED_ITERATED_DIGEST' },
            excluded: {},
            profile: { email: 'ann@example.com', given_name: 'Ann', family_name: 'A' },
        },
        {
            from: 'gigya',
            text: JSON.stringify({
                results: [
                    {
                        UID: 'g1',
                        profile: { email: 'ann@example.com', firstName: 'Ann' },
                        isVerified: true,
                        password: {
                            hash: b64(pbkdf2(10_000, 20, 'sha512')),
                            hashSettings: { algorithm: 'pbkdf2_sha512', rounds: 10_000, salt: b64(salt) },
                        },
                    },
                    {
                        UID: 'g2',
                        profile: { email: 'bo@example.com' },
                        password: {
                            hashedPassword: b64(createHash('md5').update(PASSWORD).digest()),
                            hashSettings: { algorithm: 'md5' },
                        },
                    },
                    {
                        UID: 'g3',
                        profile: { email: 'cy@example.com' },
                        password: { hash: b64(salt), hashSettings: { algorithm: 'md5', salt: 'x' } },
                    },
                ],
                totalCount: 3,
            }),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: { 'cy@example.com': 'HASH_NEEDS_DESCRIPTION' },
            excluded: {},
            profile: { email: 'ann@example.com', email_verified: true, given_name: 'Ann' },
        },
        {
            from: 'better-auth',
            text: JSON.stringify([
                {
                    id: 'b1',
                    email: 'ann@example.com',
                    emailVerified: true,
                    name: 'Ann',
                    accounts: [
                        { providerId: 'google', accountId: 'x' },
                        {
                            providerId: 'credential',
                            password: `0123456789abcdef0123456789abcdef:${scryptSync(PASSWORD, '0123456789abcdef0123456789abcdef', 64, { N: 16_384, r: 16, p: 1, maxmem: 2 ** 27 }).toString('hex')}`,
                        },
                    ],
                },
            ]),
            loggingIn: ['ann@example.com'],
            without: {},
            excluded: {},
            profile: { email: 'ann@example.com', email_verified: true, name: 'Ann' },
        },
        {
            from: 'clerk',
            text: lines([
                [
                    'id',
                    'first_name',
                    'last_name',
                    'username',
                    'primary_email_address',
                    'verified_email_addresses',
                    'totp_secret',
                    'password_digest',
                    'password_hasher',
                ],
                ['user_1', 'Ann', 'A', '', 'ann@example.com', 'ann@example.com', '', own, 'bcrypt'],
                ['user_2', 'Bo', 'B', '', 'bo@example.com', '', '', md5(PASSWORD), 'md5'],
                ['user_3', 'Cy', 'C', '', 'cy@example.com', '', '', 'x', 'scrypt_firebase'],
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: { 'cy@example.com': 'HASH_UNSUPPORTED_FIREBASE_SCRYPT' },
            excluded: {},
            profile: { email: 'ann@example.com', email_verified: true, given_name: 'Ann' },
        },
        {
            from: 'okta',
            text: JSON.stringify([
                {
                    id: 'o1',
                    status: 'ACTIVE',
                    profile: { login: 'ann@example.com', email: 'ann@example.com', firstName: 'Ann' },
                    credentials: {
                        provider: { type: 'OKTA' },
                        emails: [{ value: 'ann@example.com', status: 'VERIFIED' }],
                        password: {
                            hash: { algorithm: 'BCRYPT', workFactor: 5, salt: own.slice(7, 29), value: own.slice(29) },
                        },
                    },
                },
                {
                    id: 'o2',
                    status: 'ACTIVE',
                    profile: { login: 'bo', email: 'bo@example.com' },
                    credentials: {
                        password: {
                            hash: {
                                algorithm: 'SHA-512',
                                saltOrder: 'PREFIX',
                                salt: b64(salt),
                                value: b64(createHash('sha512').update(salt).update(PASSWORD).digest()),
                            },
                        },
                    },
                },
                {
                    id: 'o3',
                    status: 'ACTIVE',
                    profile: { login: 'cy@example.com', email: 'cy@example.com' },
                    credentials: { provider: { type: 'ACTIVE_DIRECTORY' } },
                },
            ]),
            loggingIn: ['ann@example.com', 'bo@example.com'],
            without: {},
            excluded: { o3: 'NOT_A_DATABASE_USER' },
            profile: { email: 'ann@example.com', email_verified: true, given_name: 'Ann' },
        },
    ];
}
