import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { ANN, BO, type BroughtFile, ndjson, OLD_PASSWORD } from './brought-file.ts';

const MARK = '\ufeff';
const BOTH = [{ email: ANN.email }, { email: BO.email }];
const WITH_IDS = [
    { email: ANN.email, app_metadata: { previous_user_id: '1' } },
    { email: BO.email, app_metadata: { previous_user_id: '2' } },
];
const QUOTED_WHOLE: BroughtFile['refused'] = ['SOURCE_FILE_DAMAGED', /the whole row is in quotes: remove them \(`sed/];
const ESCAPED = `1\tann@example.com\t\\N\tC:\\\\temp\\tnew\n2\tbo@example.com\tBo\t"5\\n"\n`;
const NAMES_OF_ESCAPED = "header: ['user_id', 'email', 'name', 'user_metadata.note']";
const MD5 = createHash('md5').update(OLD_PASSWORD).digest('hex');
const PBKDF2 = pbkdf2Sync(OLD_PASSWORD, 'salty', 1000, 64, 'sha512').toString('hex');
const DIGEST_OF_PBKDF2 = "algorithm: 'pbkdf2', digest: 'SHA-512', iterations: 1000";
const FIREBASE = (id: string, email: string, name: string, google: string, disabled: string) =>
    `${[id, email, 'true', '', '', name, '', google, ...Array.from({ length: 15 }, () => ''), '1', '2', '', disabled, ''].join(',')},\n`;

/** Files that have become what they are by a program: joined, quoted and escaped by it, or in names of its own. */
export const PROGRAMS: readonly BroughtFile[] = [
    ...(
        [
            ['a table', `${MARK}user_id,email\n1,${ANN.email}\n${MARK}2,${BO.email}\n`],
            ['a table in quotes', `${MARK}"user_id","email"\n"1","${ANN.email}"\n${MARK}"2","${BO.email}"\n`],
            [
                'a table in UTF-16',
                Buffer.from(`${MARK}user_id,email\r\n1,${ANN.email}\r\n${MARK}2,${BO.email}\r\n`, 'utf16le'),
            ],
            ['a JSON list', `${MARK}[${JSON.stringify(ANN)},\n${MARK}${JSON.stringify(BO)}]\n`],
            ['NDJSON', MARK + ndjson(ANN) + MARK + ndjson(BO)],
        ] as const
    ).map(
        ([what, file]): BroughtFile => ({
            kind: 1,
            what: `${what} out of two files, with a byte order mark in the middle`,
            file,
            users: WITH_IDS,
        }),
    ),
    {
        kind: 1,
        what: 'a byte order mark within a cell, which is a character of it',
        file: `user_id,email,name\n1,${ANN.email},A${MARK}nn\n`,
        users: [{ email: ANN.email, name: `A${MARK}nn` }],
    },
    {
        kind: 1,
        what: 'line ends that Windows has written twice',
        file: `user_id,email,name\r\r\n1,${ANN.email},Ann\r\r\n2,${BO.email},"Bo"\r\r\n`,
        users: [
            { email: ANN.email, name: 'Ann' },
            { email: BO.email, name: 'Bo' },
        ],
    },
    ...(
        [
            ['each row', `"user_id;email"\r\n"1;${ANN.email}"\r\n`],
            ['each row below the header', `user_id,email,name\n"1,${ANN.email},""Rivers, Ann"""\n`],
            ['one row', `user_id,email,name\n1,${ANN.email},Ann\n"2,${BO.email},""Bo"""\n`],
            ['each row, with empty cells behind it', `user_id,email,name\n"1,${ANN.email},Ann",,\n`],
        ] as const
    ).map(
        ([what, file]): BroughtFile => ({
            kind: 1,
            what: `quotes around ${what} as a whole`,
            file,
            refused: QUOTED_WHOLE,
        }),
    ),
    {
        kind: 1,
        what: 'the line of dashes that sqlcmd draws under the names of the columns',
        file: `user_id,email\n-------,-----\n${Array.from({ length: 20 }, (_, at) => `${at},u${at}@example.com\n`).join('')}`,
        refused: ['SOURCE_FILE_DAMAGED', /line 2: the row is a line under the names of the columns: remove it/],
    },
    {
        kind: 1,
        what: 'escapes of COPY, of which the definition says nothing',
        file: ESCAPED,
        source: `${NAMES_OF_ESCAPED}, quote: false`,
        refused: ['SOURCE_FILE_DAMAGED', /line 1: the cells have backslashes.*say `quote: false, escape: '\\\\'`/],
    },
    {
        kind: 1,
        what: 'the same, as the message says',
        file: ESCAPED,
        source: `${NAMES_OF_ESCAPED}, quote: false, escape: '\\\\'`,
        users: [
            { email: ANN.email, name: ANN.email, user_metadata: { note: 'C:\\temp\tnew' } },
            { email: BO.email, name: 'Bo', user_metadata: { note: '"5\n"' } },
        ],
    },
    {
        kind: 1,
        what: 'a backslash in a table with tabs that has no escapes',
        file: `user_id\temail\tuser_metadata.folder\n1\t${ANN.email}\tC:\\temp\n`,
        users: [{ email: ANN.email, user_metadata: { folder: 'C:\\temp' } }],
    },
    ...(
        [
            ['emial', /source\.columns\.emial`: is not imported \(is it `email`\?\)/],
            ['given_nam', /is it `given_name`/],
            ['user_metadat.plan', /is it `user_metadata`/],
            ['metadata.plan', /to keep a value, name a place in metadata, such as `app_metadata\.plan`/],
            ['name.first', /`name\.first``: is not imported/],
            ['created_at', /source\.columns\.created_at`: is not imported/],
        ] as const
    ).map(
        ([field, message]): BroughtFile => ({
            kind: 4,
            what: `\`columns\` with \`${field}\`, which no import has`,
            file: `user_id,email,x\n1,${ANN.email},y\n`,
            source: `columns: { user_id: 'user_id', email: 'email', '${field}': 'x' }`,
            refused: ['DEFINITION_INVALID', message],
        }),
    ),
    {
        kind: 1,
        what: 'a table in UTF-8 behind which one in windows-1252 stands, as the definition says',
        file: Buffer.concat([
            Buffer.from(`user_id,email,name\n1,${ANN.email},Zoë\n`),
            Buffer.from(`2,${BO.email},Björn\n`, 'latin1'),
        ]),
        source: "encoding: 'windows-1252'",
        refused: ['SOURCE_FILE_DAMAGED', /line 2: it is UTF-8 here and windows-1252 elsewhere.*Convert each part/],
    },
    {
        kind: 1,
        what: 'UTF-16 that is cut within a character',
        file: Buffer.concat([Buffer.from(`${MARK}user_id,email\n1,${ANN.email}\n`, 'utf16le'), Buffer.from('x')]),
        refused: ['SOURCE_FILE_DAMAGED', /bytes that are not utf-16le\. Write it again/],
    },
    ...(
        [
            ['as Python prints them', "{'user_id': '1', 'email': 'ann@example.com'}\n", /records that are not JSON/],
            ['with NaN in them', `{"user_id":"1","email":"${ANN.email}","age":NaN}\n`, /records that are not JSON/],
            ['of which there is one, over several lines', JSON.stringify(ANN, undefined, 2), /between `\[` and `\]`/],
        ] as const
    ).map(
        ([what, file, message]): BroughtFile => ({
            kind: 3,
            what: `records ${what}`,
            file,
            refused: ['SOURCE_FILE_MISREAD', message],
        }),
    ),
    {
        kind: 3,
        what: 'the one record over several lines, as the message says',
        file: `[${JSON.stringify(ANN, undefined, 2)}]`,
        users: [{ email: ANN.email }],
    },
    {
        kind: 11,
        what: 'a list that has its column twice',
        file: ndjson(ANN, BO),
        list: `email,email\n${ANN.email},${BO.email}\n`,
        definition: "only: { file: 'list.txt', column: 'email' },",
        refused: ['SELECTION_FILE_INVALID', /it has the column `email` twice/],
    },
    {
        kind: 6,
        what: 'a digest in the spelling of another system',
        file: `user_id,email,pw,salt\n1,${ANN.email},${PBKDF2},salty\n`,
        source: `passwordHash: { column: 'pw', saltColumn: 'salt', ${DIGEST_OF_PBKDF2} }`,
        users: [{ email: ANN.email }],
        loggingIn: [ANN.email],
    },
    {
        kind: 6,
        what: 'digests in the spelling of another system, from a function',
        file: ndjson({ ...ANN, pw: createHmac('sha256', 'k').update(OLD_PASSWORD).digest('hex') }, { ...BO, pw: '' }),
        source: "passwordHash: ({ pw }) => ({ hash: pw, algorithm: 'hmac', digest: 'HmacSHA256', key: { value: 'k' } })",
        users: BOTH,
        withoutHash: { HASH_EMPTY: 1 },
        loggingIn: [ANN.email],
    },
    {
        kind: 7,
        what: 'an import file as a table, with a column for each part of a hash',
        file: `user_id,email,custom_password_hash.algorithm,custom_password_hash.hash.value,custom_password_hash.hash.encoding\n1,${ANN.email},md5,${MD5},hex\n`,
        users: [{ email: ANN.email }],
        loggingIn: [ANN.email],
    },
    {
        kind: 7,
        what: 'a table of Cognito with a column for each attribute',
        file: `cognito:username,name,email,email_verified,phone_number,phone_number_verified,cognito:mfa_enabled\nann,Ann,${ANN.email},true,+12125550001,true,false\n`,
        source: "from: 'cognito'",
        users: [{ email: ANN.email, email_verified: true, name: 'Ann', phone_number: '+12125550001' }],
    },
    {
        kind: 7,
        what: "Firebase's own table, which has no header",
        file:
            FIREBASE('a', ANN.email, 'Ann', '', '') +
            FIREBASE('b', BO.email, '"Lind, Bo"', '', 'true') +
            FIREBASE('c', 'cy@example.com', 'Cy', '1234567', ''),
        source: "from: 'firebase'",
        users: [
            { email: ANN.email, email_verified: true, name: 'Ann', app_metadata: { previous_user_id: 'a' } },
            { email: BO.email, name: 'Lind, Bo', blocked: true },
        ],
        excluded: { NOT_A_DATABASE_USER: 1 },
    },
];
