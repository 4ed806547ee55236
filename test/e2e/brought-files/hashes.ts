import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { argon2id, bcrypt } from 'hash-wasm';
import { ANN, BO, type BroughtFile, ndjson, OLD_PASSWORD } from './brought-file.ts';

const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const MD5 = hex('md5', OLD_PASSWORD);
const SALT = Buffer.alloc(16, 7);
const BCRYPT = await bcrypt({ password: OLD_PASSWORD, salt: SALT, costFactor: 5, outputType: 'encoded' });
const PEPPERED = await bcrypt({
    password: `${OLD_PASSWORD}-pepper`,
    salt: SALT,
    costFactor: 5,
    outputType: 'encoded',
});
const ARGON2 = await argon2id({
    ...{ password: OLD_PASSWORD, salt: SALT, memorySize: 64, iterations: 2, parallelism: 1, hashLength: 32 },
    outputType: 'encoded',
});
const pbkdf2 = (iterations: number, digest: string) =>
    pbkdf2Sync(OLD_PASSWORD, SALT, iterations, 32, digest).toString('hex');
const ssha = createHash('sha1').update(OLD_PASSWORD).update(SALT).digest();
const SSHA = `{SSHA}${Buffer.concat([ssha, SALT]).toString('base64')}`;
const FIRST = [{ email: ANN.email }];
const BOTH = [{ email: ANN.email }, { email: BO.email }];

const imported = (hash: object) => ndjson({ ...ANN, custom_password_hash: hash });

/** Settings and hashes of which half is missing (kind 6), and hashes that only a description or a function can take apart (kind 7). */
export const HASHES: readonly BroughtFile[] = [
    ...(
        [
            ['delimiter', "';'"],
            ['header', "['user_id', 'email']"],
            ['leadingApostrophes', "'remove'"],
            ['quote', 'false'],
        ] as const
    ).map(
        ([setting, value]): BroughtFile => ({
            kind: 6,
            what: `\`${setting}\` of a file of JSON`,
            file: ndjson(ANN),
            source: `${setting}: ${value}`,
            refused: ['SOURCE_FILE_MISREAD', new RegExp(`It is JSON, and \`${setting}\``)],
        }),
    ),
    {
        kind: 6,
        what: '`at` of a file that is a list',
        file: JSON.stringify([ANN]),
        source: "at: 'users'",
        refused: ['SOURCE_FILE_MISREAD', /a list itself: leave out `at`/],
    },
    {
        kind: 6,
        what: 'a pepper that nobody tells, without an algorithm',
        file: `user_id,email,pw\n1,ann@example.com,${PEPPERED}\n`,
        source: "passwordHash: { column: 'pw', pepper: true }",
        users: FIRST,
        withoutHash: { HASH_UNSUPPORTED_PEPPER: 1 },
    },
    {
        kind: 6,
        what: 'a pepper that is told as a salt behind the password',
        file: `user_id,email,pw\n1,ann@example.com,${PEPPERED}\n`,
        source: "passwordHash: { column: 'pw', algorithm: 'bcrypt', salt: { value: '-pepper', position: 'suffix' } }",
        users: FIRST,
        loggingIn: [ANN.email],
    },
    {
        kind: 6,
        what: 'a place for a salt that nobody names',
        file: `user_id,email,pw\n1,ann@example.com,${MD5}\n`,
        source: "passwordHash: { column: 'pw', algorithm: 'md5', salt: { position: 'prefix' } }",
        users: FIRST,
        withoutHash: { HASH_NEEDS_DESCRIPTION: 1 },
    },
    {
        kind: 6,
        what: 'an HMAC without a key',
        file: `user_id,email,pw\n1,ann@example.com,${MD5}\n`,
        source: "passwordHash: { column: 'pw', algorithm: 'hmac', digest: 'md5' }",
        users: FIRST,
        withoutHash: { HASH_NEEDS_DESCRIPTION: 1 },
    },
    {
        kind: 6,
        what: 'a digest of a tutorial with a salt beside it',
        file: ndjson({ ...ANN, password_algorithm: 'md5', password_hash: MD5, salt: 'x' }),
        users: FIRST,
        withoutHash: { HASH_NEEDS_DESCRIPTION: 1 },
    },
    {
        kind: 6,
        what: 'a digest of a tutorial alone',
        file: ndjson({ ...ANN, password_algorithm: 'md5', password_hash: MD5 }),
        users: FIRST,
        loggingIn: [ANN.email],
    },
    {
        kind: 6,
        what: 'a digest in hex that is called base64',
        file: imported({ algorithm: 'sha256', hash: { value: hex('sha256', 'x'), encoding: 'base64' } }),
        users: FIRST,
        withoutHash: { HASH_MALFORMED: 1 },
    },
    {
        kind: 6,
        what: 'a salt within the hash',
        file: imported({ algorithm: 'md5', hash: { value: MD5, encoding: 'hex', salt: { value: 'x' } } }),
        users: FIRST,
        withoutHash: { HASH_SCHEMA_REFUSED: 1 },
    },
    ...(
        [
            [
                'a salt',
                { algorithm: 'md5', hash: { value: MD5, encoding: 'hex' }, salt: { value: 'salty', encoding: 'hex' } },
            ],
            [
                'a key',
                {
                    algorithm: 'hmac',
                    hash: {
                        value: hex('sha256', 'x'),
                        encoding: 'hex',
                        digest: 'sha256',
                        key: { value: 'k!', encoding: 'base64' },
                    },
                },
            ],
        ] as const
    ).map(
        ([part, hash]): BroughtFile => ({
            kind: 6,
            what: `${part} that is not of the encoding beside it`,
            file: imported(hash),
            users: FIRST,
            withoutHash: { HASH_MALFORMED: 1 },
        }),
    ),
    {
        kind: 6,
        what: 'both hashes at once',
        file: ndjson({ ...ANN, password_hash: BCRYPT, custom_password_hash: { algorithm: 'md5' } }, BO),
        users: [{ email: BO.email }],
        excluded: { PASSWORD_HASH_TWICE: 1 },
    },
    {
        kind: 7,
        what: 'hash and salt in one text, which the description does not tell',
        file: `user_id,email,pw\n1,ann@example.com,${hex('md5', `${OLD_PASSWORD}salty`)}:salty\n`,
        source: "passwordHash: { column: 'pw', algorithm: 'md5', encoding: 'hex' }",
        users: FIRST,
        withoutHash: { HASH_UNRECOGNIZED: 1 },
    },
    {
        kind: 7,
        what: 'hash and salt in one text, which a function takes apart',
        file: `user_id,email,pw\n1,ann@example.com,${hex('md5', `${OLD_PASSWORD}salty`)}:salty\n`,
        source: `passwordHash: ({ pw }) => {
            const [hash, salt] = pw.split(':');
            return { hash, algorithm: 'md5', encoding: 'hex', salt: { value: salt, encoding: 'utf8', position: 'suffix' } };
        }`,
        users: FIRST,
        loggingIn: [ANN.email],
    },
    {
        kind: 7,
        what: 'the salt first, as Lucia writes it',
        file: `user_id,email,pw\n1,ann@example.com,s2:0707:${scryptSync(OLD_PASSWORD, '0707', 64, { N: 16_384, r: 16, p: 1, maxmem: 2 ** 26 }).toString('hex')}\n`,
        source: `passwordHash: ({ pw }) => {
            const [, salt, hash] = pw.split(':');
            return { hash, algorithm: 'scrypt', encoding: 'hex', salt: { value: salt, encoding: 'utf8' }, cost: 16384, blockSize: 16, parallelization: 1, keylen: 64 };
        }`,
        users: FIRST,
        loggingIn: [ANN.email],
    },
    {
        kind: 7,
        what: 'a function that takes the hash out of a list of the metadata',
        file: ndjson({ ...ANN, app_metadata: { hashes: ['older', BCRYPT] } }),
        source: 'passwordHash: ({ app_metadata }) => app_metadata.hashes.pop()',
        users: [{ email: ANN.email, app_metadata: { hashes: ['older', BCRYPT], previous_user_id: '1' } }],
        loggingIn: [ANN.email],
    },
    ...(
        [
            ['firebase', 'localId,email,disabled,passwordHash\n1,ann@example.com,true,\n'],
            ['magento', 'entity_id,email,is_active\n1,ann@example.com,0\n'],
            ['drupal', 'uid,mail,status\n1,ann@example.com,f\n'],
            ['keycloak-realm', 'id,email,enabled\n1,ann@example.com,FALSE\n'],
            ['cognito', 'Username,Enabled,mail\n1,False,ann@example.com\n', "columns: { email: 'mail' }"],
            ['gigya', 'UID,email,isActive\n1,ann@example.com,no\n'],
        ] as const
    ).map(
        ([from, file, more = '']): BroughtFile => ({
            kind: 7,
            what: `a table of ${from} with a blocked user`,
            file,
            source: `from: '${from}', ${more}`,
            users: [{ email: ANN.email, blocked: true }],
            withoutHash: { PASSWORD_HASH_MISSING: 1 },
        }),
    ),
    {
        kind: 7,
        what: 'rounds and digest of each user',
        file: ndjson(
            { ...ANN, pw: pbkdf2(1000, 'sha256'), rounds: 1000, digest: 'sha256' },
            { ...BO, pw: pbkdf2(1200, 'sha512'), rounds: 1200, digest: 'sha512' },
        ),
        source: `passwordHash: ({ pw, rounds, digest }) => ({
            ...{ hash: pw, algorithm: 'pbkdf2', digest, iterations: rounds, encoding: 'hex' },
            salt: { value: '${SALT.toString('base64')}', encoding: 'base64' },
        })`,
        users: BOTH,
        loggingIn: [ANN.email, BO.email],
    },
    {
        kind: 7,
        what: 'bytes of PostgreSQL and of SQL Server',
        file: `user_id,email,pw\n1,ann@example.com,\\x${Buffer.from(BCRYPT).toString('hex')}\n2,bo@example.com,0x${Buffer.from(BCRYPT).toString('hex').toUpperCase()}\n`,
        source: "passwordHash: { column: 'pw' }",
        users: BOTH,
        loggingIn: [ANN.email, BO.email],
    },
    {
        kind: 7,
        what: 'PHC and LDAP, which tell themselves, also as LDIF writes them',
        file: ndjson({ ...ANN, pw: ARGON2 }, { ...BO, pw: `:: ${Buffer.from(SSHA).toString('base64')}` }),
        source: "passwordHash: { column: 'pw' }",
        users: BOTH,
        loggingIn: [ANN.email, BO.email],
    },
    {
        kind: 7,
        what: 'an address and a hash in lists and in pairs of name and value',
        file: ndjson({
            id: 1,
            emails: [{ address: ANN.email }],
            credentials: [{ kind: 'otp' }, { kind: 'password', hash: BCRYPT }],
            Attributes: [{ Name: 'given_name', Value: 'Ann' }],
        }),
        source: `columns: { user_id: 'id', email: 'emails.0.address', given_name: 'Attributes.given_name' },
            passwordHash: { column: 'credentials[1].hash' }`,
        users: [{ email: ANN.email, given_name: 'Ann' }],
        loggingIn: [ANN.email],
    },
    {
        kind: 7,
        what: 'a locked password of Django',
        file: 'id,email,username,password\n1,ann@example.com,ann,!Kq3\n',
        source: "from: 'django', columns: { username: 'email' }",
        definition: 'transform: (user) => ({ ...user, username: undefined }),',
        users: FIRST,
        withoutHash: { HASH_UNUSABLE: 1 },
    },
];
