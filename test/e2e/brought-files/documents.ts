import { ANN, BO, type BroughtFile, ndjson } from './brought-file.ts';

const PEOPLE = [ANN, BO];
const BOTH = [{ email: ANN.email }, { email: BO.email }];
const PHPMYADMIN = `[
{"type":"header","version":"5.2.1","comment":"Export to JSON plugin for PHPMyAdmin"},
{"type":"database","name":"shop"},
{"type":"table","name":"orders","database":"shop","data":
[
{"id":"7","total":"1,2"}
]
},
{"type":"table","name":"users","database":"shop","data":
[
{"id":"1","email":"ann@example.com"},
{"id":"2","email":"bo@example.com"}
]
}
]
`;
const TERMINAL = /table drawn for a terminal/;

/** Files that are another kind of document than they are read as (kind 3), and definitions of what is not there (kind 4). */
export const DOCUMENTS: readonly BroughtFile[] = [
    {
        kind: 3,
        what: 'the answer of an API, with the list deep in it',
        file: JSON.stringify({ status: 200, response: { count: 2, users: PEOPLE } }, undefined, 2),
        refused: ['SOURCE_FILE_MISREAD', /0 of 16 records.*Say `at: 'response\.users'`/],
    },
    {
        kind: 3,
        what: 'the answer of an API, as the message says',
        file: JSON.stringify({ status: 200, response: { count: 2, users: PEOPLE } }, undefined, 2),
        source: "at: 'response.users'",
        users: BOTH,
    },
    {
        kind: 3,
        what: 'an object with each user under a key',
        file: JSON.stringify({ u1: { email: ANN.email }, u2: { email: BO.email } }),
        refused: ['SOURCE_FILE_MISREAD', /each user under a key.*jq/],
    },
    {
        kind: 3,
        what: 'the elements of a list without its brackets',
        file: ndjson(ANN, BO).replace('\n', ',\n'),
        refused: ['SOURCE_FILE_MISREAD', /without its brackets/],
    },
    {
        kind: 3,
        what: 'a list of realms',
        file: JSON.stringify([{ id: 'r1', realm: 'shop', users: PEOPLE }]),
        source: "from: 'keycloak-realm'",
        refused: ['SOURCE_FILE_MISREAD', /no record has an `email`.*Say `at: '0\.users'`/],
    },
    {
        kind: 3,
        what: 'a list of realms, as the message says',
        file: JSON.stringify([{ id: 'r1', realm: 'shop', users: [{ id: '1', email: ANN.email }] }]),
        source: "from: 'keycloak-realm', at: '0.users'",
        users: [{ email: ANN.email }],
    },
    {
        kind: 3,
        what: 'pages of an API in a list',
        file: JSON.stringify([
            { page: 1, users: [ANN] },
            { page: 2, users: [BO] },
        ]),
        refused: ['SOURCE_FILE_MISREAD', /list of pages.*jq '\[\.\[\]\.users\[\]\]'/],
    },
    {
        kind: 3,
        what: "phpMyAdmin's JSON of a database",
        file: PHPMYADMIN,
        refused: ['SOURCE_FILE_MISREAD', /export of phpMyAdmin\. Say `at: '3\.data'` \(the table `users`\)/],
    },
    {
        kind: 3,
        what: "phpMyAdmin's JSON of a database, as the message says",
        file: PHPMYADMIN,
        source: "at: '3.data', columns: { user_id: 'id', email: 'email' }",
        users: BOTH,
    },
    {
        kind: 3,
        what: "phpMyAdmin's JSON of a database, with the path of a document that is no list",
        file: PHPMYADMIN,
        source: "at: 'users', columns: { user_id: 'id', email: 'email' }",
        refused: ['SOURCE_FILE_MISREAD', /Say `at: '3\.data'`/],
    },
    {
        kind: 3,
        what: "phpMyAdmin's JSON of a database, and the place of a table that is not there",
        file: PHPMYADMIN,
        source: "at: '7.data', columns: { user_id: 'id', email: 'email' }",
        refused: ['SOURCE_COLUMN_NOT_FOUND', /no list at `7\.data`. There is `2\.data`, `3\.data`/],
    },
    {
        kind: 3,
        what: 'what an older phpMyAdmin writes before its list',
        file: `/**\n Export to JSON plugin for PHPMyAdmin\n @version 0.1\n */\n\n// shop.users\n\n${JSON.stringify(PEOPLE)}\n`,
        refused: ['SOURCE_FILE_MISREAD', /JSON behind comments\. Say `skipLines: 7`/],
    },
    {
        kind: 3,
        what: 'the same, as the message says',
        file: `/**\n Export to JSON plugin for PHPMyAdmin\n @version 0.1\n */\n\n// shop.users\n\n${JSON.stringify(PEOPLE)}\n`,
        source: 'skipLines: 7',
        users: BOTH,
    },
    {
        kind: 3,
        what: 'the result of a query, whose text is the key of the list',
        file: JSON.stringify({ 'select * from shop.users': PEOPLE }, undefined, 1),
        refused: ['SOURCE_FILE_MISREAD', /records under \(a text of 24 characters\)\. Write that key into `at`/],
    },
    {
        kind: 3,
        what: 'the result of a query, as the message says',
        file: JSON.stringify({ 'select * from shop.users': PEOPLE }, undefined, 1),
        source: "at: 'select * from shop.users'",
        users: BOTH,
    },
    {
        kind: 1,
        what: 'a list whose texts a client has broken over lines',
        file: '[{"user_id":"1","email":"ann@example.com","name":"Ann Ri\nvers"}]\n',
        refused: ['SOURCE_FILE_DAMAGED', /the record on line 1 is not JSON/],
    },
    {
        kind: 3,
        what: 'two pages of Cognito one behind the other',
        file: '{"Users": []}\n{"Users": []}\n',
        source: "from: 'cognito'",
        refused: ['SOURCE_FILE_DAMAGED', /line 2: something follows the end/],
    },
    {
        kind: 3,
        what: 'what psql draws',
        file: ' id | email\n----+-------\n 1 | ann@example.com\n(1 row)\n',
        refused: ['SOURCE_FILE_MISREAD', TERMINAL],
    },
    {
        kind: 3,
        what: 'what the client of MySQL draws',
        file: '+----+------------------+\n| id | email |\n+----+------------------+\n| 1 | ann@example.com |\n',
        refused: ['SOURCE_FILE_MISREAD', TERMINAL],
    },
    {
        kind: 3,
        what: 'a list of lists',
        file: '[["1","ann@example.com"],["2","bo@example.com"]]',
        refused: ['SOURCE_FILE_MISREAD', /0 of 2 records are users \(2 × the line is not a JSON object\)\. Nothing/],
    },
    {
        kind: 3,
        what: 'a title before a JSON list',
        file: `Users of the shop\n${JSON.stringify(PEOPLE, undefined, 1)}`,
        source: 'skipLines: 1',
        users: BOTH,
    },
    {
        kind: 3,
        what: 'users whose addresses are under another name',
        file: ndjson({ user_id: '1', mail: ANN.email }, { user_id: '2', mail: BO.email }),
        refused: ['SOURCE_COLUMN_NOT_FOUND', /no record has an `email`.*columns.*`user_id`, `mail`/],
    },
    {
        kind: 3,
        what: 'a table whose addresses are under a name that no import knows',
        file: 'user_id,E-Mail\n1,ann@example.com\n',
        refused: ['SOURCE_COLUMN_NOT_FOUND', /no record has an `email`.*`E-Mail`/],
    },
    {
        kind: 4,
        what: 'columns in other letters',
        file: 'ID,Email,First Name,Password\n1,ann@example.com,Ann,x\n',
        source: "columns: { user_id: 'id', email: 'Email', given_name: 'first_name' }, passwordHash: { column: 'password' }",
        refused: [
            'SOURCE_COLUMN_NOT_FOUND',
            /`id` \(is it `ID`\?\), `first_name` \(is it `First Name`\?\), `password`/,
        ],
    },
    {
        kind: 4,
        what: 'a column of roles that is spelled otherwise',
        file: ndjson({ ...ANN, roles: ['admin'] }),
        source: "columns: { user_id: 'user_id', email: 'email', roles: 'rolles' }",
        refused: ['SOURCE_COLUMN_NOT_FOUND', /`rolles` \(is it `roles`\?\)/],
    },
    {
        kind: 4,
        what: 'a column of salts that is not there',
        file: 'user_id,email,pw\n1,ann@example.com,x\n',
        source: "passwordHash: { column: 'pw', saltColumn: 'salt', algorithm: 'md5' }",
        refused: ['SOURCE_COLUMN_NOT_FOUND', /no record has `salt`/],
    },
    {
        kind: 4,
        what: 'a list at another path',
        file: JSON.stringify({ data: { list: PEOPLE } }),
        source: "at: 'data.users'",
        refused: ['SOURCE_COLUMN_NOT_FOUND', /no list at `data\.users`\. There is `data\.list`/],
    },
    {
        kind: 4,
        what: 'a connection in other letters',
        file: ndjson({ ...ANN, connection: 'Legacy' }),
        source: "connection: 'legacy'",
        refused: ['SOURCE_CONNECTION_UNCLEAR', /no user is of the connection `legacy`\. There are `Legacy` \(1\)/],
    },
    {
        kind: 4,
        what: 'a column that is there, and empty for everybody',
        file: 'user_id,email,plan\n1,ann@example.com,\n2,bo@example.com,\n',
        source: "columns: { user_id: 'user_id', email: 'email', 'app_metadata.plan': 'plan' }",
        users: BOTH,
    },
    {
        kind: 4,
        what: 'an object in place of the ID, for which no address steps in',
        file: ndjson({ _id: { $oid: 'a1' }, email: ANN.email }),
        source: "columns: { user_id: '_id', email: 'email' }",
        refused: ['SOURCE_COLUMN_NOT_FOUND', /`_id` is an object: say `_id\.\$oid`/],
    },
];
