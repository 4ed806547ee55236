import { gzipSync } from 'node:zlib';
import { ANN, BO, type BroughtFile } from './brought-file.ts';

const EMAIL_ONLY = [{ email: ANN.email }, { email: BO.email }];
const MADE_ADDRESSES = 'transform: (user) => ({ ...user, email: `${user.username}@example.com` }),';
const TABLE_OF_TEN = `user_id,email,given_name,family_name\n${Array.from({ length: 10 }, (_, at) => `${at},u${at}@example.com,Ann,Rivers\n`).join('')}`;
const WHOLE_ROWS = /line 2: a quoted cell holds what looks like whole rows/;

/** Tables: malformed ones (kind 1), and those whose form says what wrote them (kind 2). */
export const TABLES: readonly BroughtFile[] = [
    {
        kind: 1,
        what: 'a quote of inches that nobody doubled',
        file: 'user_id,email,nickname\n1,ann@example.com,Ann\n2,bo@example.com,the 5" one\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 3: an unquoted cell contains a quote/],
    },
    {
        kind: 1,
        what: 'a quote that nothing closes',
        file: 'user_id,email,nickname\n1,ann@example.com,"Ann\n2,bo@example.com,Bo\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 2: a quoted cell does not end/],
    },
    {
        kind: 1,
        what: 'a space before a quote',
        file: 'user_id, email, nickname\n1, "ann@example.com", "Ann, the first"\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 2: white space stands before the quote of a cell: remove it/],
    },
    {
        kind: 1,
        what: 'quotes behind backslashes, and the definition does not say so',
        file: 'user_id,email,nickname\n1,ann@example.com,"the \\"first\\" one"\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 2: text follows the closing quote/],
    },
    {
        kind: 1,
        what: 'quotes behind backslashes, as the definition says',
        file: 'user_id,email,nickname\n1,ann@example.com,"the \\"first\\" one"\n',
        source: "escape: '\\\\'",
        users: [{ email: ANN.email, nickname: 'the "first" one' }],
    },
    {
        kind: 1,
        what: 'a person swallowed from the middle of one row to the middle of the next',
        file: 'user_id,name,email\n1,"Ann,ann@example.com\n2,Bo",bo@example.com\n',
        refused: ['SOURCE_FILE_DAMAGED', WHOLE_ROWS],
    },
    {
        kind: 1,
        what: 'people swallowed in a table with semicolons',
        file: 'user_id;email;name\n1;ann@example.com;"Ann\n2;bo@example.com;Bo\n3;cy@example.com;Cy"\n',
        refused: ['SOURCE_FILE_DAMAGED', WHOLE_ROWS],
    },
    {
        kind: 1,
        what: 'people without addresses swallowed by the name of another',
        file: 'user_id,username,name\n1,ann,"Ann\n2,bo,Bo\n3,cy,Cy"\n4,di,Di\n',
        definition: MADE_ADDRESSES,
        refused: ['SOURCE_FILE_DAMAGED', WHOLE_ROWS],
    },
    {
        kind: 1,
        what: 'people without addresses swallowed from the middle of one row to the middle of the next',
        file: 'user_id,username,name\n65a3b9c1,"ann,Ann\n65a3b9c2,bo",Bo\n',
        definition: MADE_ADDRESSES,
        refused: ['SOURCE_FILE_DAMAGED', WHOLE_ROWS],
    },
    {
        kind: 1,
        what: 'two tables in one file, the second with its columns in another order',
        file: `${TABLE_OF_TEN}user_id,email,family_name,given_name\n11,bo@example.com,Lind,Bo\n`,
        refused: ['SOURCE_FILE_DAMAGED', /line 12: the row names the columns once more/],
    },
    {
        kind: 1,
        what: 'two tables in one file with the same columns, of which no header becomes a user',
        file: 'user_id,username\n1,ann\nuser_id,username\n2,bo\n',
        definition: MADE_ADDRESSES,
        refused: ['SOURCE_FILE_DAMAGED', /line 3: the row names the columns once more/],
    },
    {
        kind: 1,
        what: 'a note over three lines with as many commas as a row',
        file: 'user_id,email,user_metadata.note\n7,ann@example.com,"Calls\n8, 9, or later\nnever 5, 6, 7"\n',
        users: [{ email: ANN.email, user_metadata: { note: 'Calls\n8, 9, or later\nnever 5, 6, 7' } }],
    },
    {
        kind: 1,
        what: 'an address over two lines, which is a cell',
        file: 'user_id,email,user_metadata.street\n1,ann@example.com,"Main Street 5, 2nd floor\nBerlin, Germany"\n',
        users: [{ email: ANN.email, user_metadata: { street: 'Main Street 5, 2nd floor\nBerlin, Germany' } }],
    },
    {
        kind: 1,
        what: 'tabs in UTF-16 under `sep=`, as a spreadsheet saves them',
        file: Buffer.from('\ufeffsep=\t\r\nuser_id\temail\tname\r\n1\tann@example.com\tZoë\r\n', 'utf16le'),
        users: [{ email: ANN.email, name: 'Zoë' }],
    },
    {
        kind: 1,
        what: 'a gzipped table in big-endian UTF-16',
        file: gzipSync(Buffer.from('\ufeffuser_id;email\r\n1;ann@example.com\r\n', 'utf16le').swap16()),
        users: [{ email: ANN.email }],
    },
    {
        kind: 1,
        what: 'two gzipped parts with padding between them',
        file: Buffer.concat([
            gzipSync('user_id,email\n1,ann@example.com\n'),
            Buffer.alloc(512),
            gzipSync('2,bo@example.com\n'),
        ]),
        refused: ['SOURCE_FILE_DAMAGED', /something follows the end/],
    },
    {
        kind: 1,
        what: 'two gzipped parts, and padding behind them',
        file: Buffer.concat([
            gzipSync('user_id,email\n1,ann@example.com\n'),
            gzipSync('2,bo@example.com\n'),
            Buffer.alloc(512),
        ]),
        users: EMAIL_ONLY,
    },
    {
        kind: 1,
        what: 'UTF-8 that the definition calls UTF-16',
        file: 'user_id,email\n1,ann@example.com\n',
        source: "encoding: 'utf-16'",
        refused: ['SOURCE_FILE_DAMAGED', /line 1: the definition says `encoding: 'utf-16le'`, and the file is not/],
    },
    {
        kind: 1,
        what: 'Japanese in Shift JIS',
        file: Buffer.concat([Buffer.from('user_id,email,name\n1,ann@example.com,'), Buffer.from([0x83, 0x65, 10])]),
        source: "encoding: 'shift_jis'",
        users: [{ email: ANN.email, name: 'テ' }],
    },
    {
        kind: 1,
        what: 'a first row without an address in place of the header',
        file: '1,Ann Rivers,\n2,Bo Lind,bo@example.com\n',
        source: "columns: { user_id: 'id', email: 'mail' }",
        refused: ['SOURCE_FILE_DAMAGED', /line 1: the first line holds a number.*`header`/],
    },
    ...(
        [
            ['words alone', 'ann,Ann Rivers,Berlin\nbo,Bo Lind,Paris\n'],
            ['words that may name columns', 'ann,Ann Rivers,user,email\nbo,Bo Lind,user,email\n'],
            ['a name that is almost a column of the definition', 'maill,Ann Rivers,Berlin\nbo,Bo Lind,Paris\n'],
        ] as const
    ).map(
        ([what, file]): BroughtFile => ({
            kind: 1,
            what: `a person in place of the header: ${what}`,
            file,
            source: "columns: { user_id: 'id', email: 'mail' }",
            refused: [
                'SOURCE_COLUMN_NOT_FOUND',
                /no record has `id`, `mail`\. There are [34] names that may be somebody's data \(.*`header`/,
            ],
        }),
    ),
    {
        kind: 1,
        what: 'a person in place of the header, with one value twice',
        file: 'Ann Rivers,Ann Rivers,Berlin\n',
        refused: ['SOURCE_FILE_DAMAGED', /the column \(a name that may be somebody's data\) twice/],
    },
    {
        kind: 1,
        what: 'what a client says behind the rows',
        file: 'user_id,email\n1,ann@example.com\n(1 row affected)\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 3: the row has 1 cell,/],
    },
    {
        kind: 1,
        what: 'two columns that may both be the ID',
        file: 'id,user_id,email\n7,auth0|1,ann@example.com\n8,auth0|2,bo@example.com\n',
        refused: ['SOURCE_FILE_MISREAD', /`id` and `user_id` may both be `user_id`/],
    },
    {
        kind: 1,
        what: 'a column twice, once as the dashboard writes it',
        file: 'user_id,Email,email\n1,ann@example.com,old-ann@example.com\n',
        refused: ['SOURCE_FILE_MISREAD', /`Email` and `email` may both be `email`/],
    },
    {
        kind: 2,
        what: "Auth0's own, whose first row has numbers only, and dates without apostrophes",
        file: `logins_count,blocked,last_login,user_id,email,name\n17,false,2026-01-02T03:04:05.678Z,"'auth0|1","'ann@example.com","''t Hooft"\n3,true,2026-01-02T03:04:05.678Z,"'auth0|2","'bo@example.com","'Bo"\n`,
        users: [
            { email: ANN.email, name: "'t Hooft" },
            { email: BO.email, name: 'Bo', blocked: true },
        ],
    },
    {
        kind: 2,
        what: "Auth0's own, with lists and objects in its metadata",
        file: `user_id,email,user_metadata.prefs.tags[0],user_metadata.prefs.tags[1],user_metadata.prefs.limit,user_metadata.devices[0].ok\n"'auth0|1","'ann@example.com","'x",,7,false\n`,
        users: [{ email: ANN.email, user_metadata: { prefs: { tags: ['x'], limit: 7 }, devices: [{ ok: false }] } }],
    },
    {
        kind: 2,
        what: "Auth0's own, in which NULL is a text",
        file: `user_id,email,app_metadata.plan,app_metadata.zip\n"'auth0|1","'ann@example.com","'NULL","'01234"\n`,
        users: [{ email: ANN.email, app_metadata: { plan: 'NULL', zip: '01234', previous_user_id: 'auth0|1' } }],
    },
    {
        kind: 2,
        what: 'metadata as JSON behind a column of its own, which agree for one person only',
        file: 'user_id,email,user_metadata.plan,user_metadata\n1,ann@example.com,gold,"{""plan"":""gold"",""age"":4}"\n2,bo@example.com,silver,"{""plan"":""gold""}"\n3,cy@example.com,silver,"{""age"":5}"\n',
        users: [
            { email: ANN.email, user_metadata: { plan: 'gold', age: 4 } },
            { email: 'cy@example.com', user_metadata: { plan: 'silver', age: 5 } },
        ],
        excluded: { WRONG_TYPE: 1 },
    },
    {
        kind: 2,
        what: 'a place in metadata that is a text in another column',
        file: 'id,mail,meta,plan\n1,ann@example.com,text,gold\n2,bo@example.com,,gold\n',
        source: "columns: { user_id: 'id', email: 'mail', user_metadata: 'meta', 'user_metadata.plan': 'plan' }",
        users: [{ email: BO.email, user_metadata: { plan: 'gold' } }],
        excluded: { WRONG_TYPE: 1 },
    },
    {
        kind: 2,
        what: 'two columns that may both be the name, and differ far behind only',
        file: `user_id,email,Name,name\n${Array.from({ length: 250 }, (_, at) => `${at},u${at}@example.com,Ann,${at === 249 ? 'Bo' : 'Ann'}\n`).join('')}`,
        refused: ['SOURCE_FILE_MISREAD', /`Name` and `name` may both be `name`/],
    },
    {
        kind: 2,
        what: 'apostrophes before the addresses alone',
        file: "user_id,email,name\n1,'ann@example.com,Ann\n2,'bo@example.com,Bo\n",
        refused: ['SOURCE_FILE_MISREAD', /`email` of 2 of 2 users begins with an apostrophe.*leadingApostrophes/],
    },
    {
        kind: 2,
        what: 'apostrophes before the addresses alone, which the definition removes',
        file: "user_id,email,name\n1,'ann@example.com,Ann\n2,'bo@example.com,Bo\n",
        source: "leadingApostrophes: 'remove'",
        users: EMAIL_ONLY,
    },
    {
        kind: 2,
        what: 'yes and no, as spreadsheets have them',
        file: 'user_id,email,email_verified,blocked\n1,ann@example.com,Yes,no\n2,bo@example.com,N,Y\n',
        users: [
            { email: ANN.email, email_verified: true, blocked: false },
            { email: BO.email, email_verified: false, blocked: true },
        ],
    },
    {
        kind: 2,
        what: 'a name that begins with an apostrophe in a table of another system',
        file: "user_id,email,name\n1,ann@example.com,'t Hooft\n2,bo@example.com,Bo\n",
        users: [{ email: ANN.email, name: "'t Hooft" }, { email: BO.email }],
    },
];
