import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { type CopiedFile, copied, type Source } from './copied-file.ts';

const TWO = [
    { user_id: '1', email: 'ann@example.com', name: 'Ann' },
    { user_id: '2', email: 'zoe@example.com', name: 'Zoë' },
];
const CSV = 'user_id,email,name\n1,ann@example.com,Ann\n2,zoe@example.com,Zoë\n';
const NDJSON = TWO.map((user) => `${JSON.stringify(user)}\n`).join('');

const profilesOf = ({ lines }: CopiedFile) =>
    [...lines.values()].map((line) => ('reason' in line ? line.reason : line.profile));

describe('a file of users', () => {
    for (const [what, content, source] of [
        ['NDJSON', NDJSON, {}],
        [
            'NDJSON with Windows line ends, a byte order mark and empty lines',
            `\ufeff\r\n${NDJSON.replaceAll('\n', '\r\n\r\n')}`,
            {},
        ],
        ['a JSON list', JSON.stringify(TWO), {}],
        ['a gzipped JSON list over several lines', gzipSync(JSON.stringify(TWO, undefined, 4)), {}],
        ['a list in a document', JSON.stringify({ a: [1], data: { users: TWO } }, undefined, 1), { at: 'data.users' }],
        ['CSV', CSV, {}],
        ['CSV with a byte order mark', `\ufeff${CSV}`, {}],
        ['CSV with sep=;', `sep=;\r\n${CSV.replaceAll(',', ';')}`, {}],
        ['CSV with empty rows', CSV.replaceAll('\n', '\n,,\n\n'), {}],
        ['CSV in windows-1252', Buffer.from(CSV, 'latin1'), { encoding: 'windows-1252' }],
        ['CSV in UTF-16 with a mark', Buffer.from(`\ufeff${CSV}`, 'utf16le'), {}],
        ['CSV in big-endian UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le').swap16(), { encoding: 'utf-16' }],
        ['NDJSON in UTF-16 without a mark', Buffer.from(NDJSON, 'utf16le'), { encoding: 'utf-16' }],
        ['CSV in which bars part cells', CSV.replaceAll(',', '|'), {}],
        ['CSV with another delimiter', CSV.replaceAll(',', '~'), { delimiter: '~' }],
        ["CSV quoted with '", CSV.replaceAll(/[^,\n]+/g, "'$&'"), { quote: "'" }],
        ['CSV without a header', CSV.slice(CSV.indexOf('\n') + 1), { header: ['user_id', 'email', 'name'] }],
        ['CSV with a title', `Users of the shop\n${CSV}`, { skipLines: 1 }],
        ['NDJSON with a title', `users of the shop\n${NDJSON}`, { skipLines: 1 }],
        ['CSV as the dashboard names its columns', CSV.replace('user_id,email', 'Id,Email'), {}],
    ] as const satisfies readonly (readonly [string, string | Buffer, Source])[]) {
        it(`is read from ${what}`, async () => {
            const file = await copied(content, source);
            assert.deepEqual(profilesOf(file), TWO);
            assert.equal(file.users, 2);
        });
    }

    it('is found by a preset also where its list stands far behind the beginning, and one record a line', async () => {
        const user = { id: '1', email: 'ann@example.com' };
        const realm = { realm: 'shop', roles: 'x'.repeat(200_000), users: [user] };
        for (const content of [
            JSON.stringify(realm),
            JSON.stringify(realm, undefined, 2),
            `${JSON.stringify(user)}\n`,
        ]) {
            const file = await copied(content, { from: 'keycloak-realm' });
            assert.deepEqual(profilesOf(file), [{ user_id: '1', email: 'ann@example.com' }]);
        }
    });

    it('keeps the numbers of its lines, also behind cells of several lines', async () => {
        const csv = 'user_id,email,name\n\n1,ann@example.com,"a\nb"\n2,bo@example.com,c\n';
        assert.deepEqual([...(await copied(csv)).lines.keys()], [3, 5]);
        const json = '[\n{"user_id":"1"},\n\n{\n"user_id":"2"},{"user_id":"3"}]';
        assert.deepEqual([...(await copied(json)).lines.keys()], [2, 4, 5]);
        const broken = `${NDJSON.repeat(9)}{"user_id":"3"\n\n`.replace('\n', '\n\n');
        const file = await copied(broken);
        assert.equal(file.users, 18);
        assert.deepEqual(
            [...file.lines].filter(([, line]) => 'reason' in line).map(([number]) => number),
            [20],
        );
    });

    describe("as Auth0's CSV", () => {
        const header =
            'user_id,email,logins_count,app_metadata.roles[0],app_metadata.roles[1],user_metadata.age,user_metadata.zip\n';
        for (const count of ['7', '17', '49.95', '275761', '-3']) {
            it(`loses its apostrophes and keeps its types, whatever its numbers are: ${count}`, async () => {
                const rows = `"'auth0|1","'ann@example.com",${count},"'admin","'editor",42,"'01234"\n"'auth0|2","'bo@example.com",${count},"'editor",,true,"'"\n`;
                assert.deepEqual(profilesOf(await copied(header + rows)), [
                    {
                        user_id: 'auth0|1',
                        email: 'ann@example.com',
                        logins_count: Number(count),
                        app_metadata: { roles: ['admin', 'editor'] },
                        user_metadata: { age: 42, zip: '01234' },
                    },
                    {
                        user_id: 'auth0|2',
                        email: 'bo@example.com',
                        logins_count: Number(count),
                        app_metadata: { roles: ['editor'] },
                        user_metadata: { age: true },
                    },
                ]);
            });
        }

        it('is never half of a file', async () => {
            const mixed = 'user_id,email\n"\'auth0|1","\'ann@example.com"\nauth0|2,bo@example.com\n';
            await assert.rejects(copied(mixed), { code: 'SOURCE_FILE_DAMAGED', message: /line 3.*leadingApostrophes/ });
            const [, second] = profilesOf(await copied(mixed, { leadingApostrophes: 'remove' }));
            assert.deepEqual(second, { user_id: 'auth0|2', email: 'bo@example.com' });
        });

        it('is not what quotes its cells with apostrophes', async () => {
            await assert.rejects(copied("id,email\n'1','ann@example.com'\n"), { message: /line 2.*quote/ });
        });
    });

    for (const [what, content, source, code, message] of [
        ['windows-1252', Buffer.from(CSV, 'latin1'), {}, 'SOURCE_FILE_DAMAGED', /line 3.*UTF-8.*windows-1252/],
        ['windows-1252 in NDJSON', Buffer.from(NDJSON, 'latin1'), {}, 'SOURCE_FILE_DAMAGED', /line 2.*UTF-8/],
        ['UTF-8 said to be another', CSV, { encoding: 'windows-1252' }, 'SOURCE_FILE_DAMAGED', /the file is UTF-8/],
        [
            'UTF-16 without a mark',
            Buffer.from(CSV, 'utf16le'),
            {},
            'SOURCE_FILE_MISREAD',
            /UTF-16.*encoding: 'utf-16le'/,
        ],
        ['an archive', Buffer.from('PK\u0003\u0004...'), {}, 'SOURCE_FILE_MISREAD', /zip/],
        ['an empty file', '', {}, 'SOURCE_FILE_DAMAGED', /empty/],
        ['a header alone', 'user_id,email\n', {}, 'SOURCE_FILE_DAMAGED', /no record/],
        [
            'swallowed rows',
            'user_id,email,name\n1,ann@example.com,"Ann\n2,bo@example.com,Bo\n3,cy@example.com,Cy"\n',
            {},
            'SOURCE_FILE_DAMAGED',
            /line 2.*whole rows/,
        ],
        ['two delimiters', 'user_id;email,name\n1;a@example.com,b\n', {}, 'SOURCE_FILE_DAMAGED', /line 1.*delimiter/],
        [
            'a column twice',
            'user_id,email,email\n1,a@example.com,b@example.com\n',
            {},
            'SOURCE_FILE_DAMAGED',
            /`email` twice/,
        ],
        [
            'a person in place of a header',
            '1,ann@example.com\n2,bo@example.com\n',
            {},
            'SOURCE_FILE_DAMAGED',
            /line 1.*header/,
        ],
        [
            'a title in place of a header',
            'Users of the shop,,\nuser_id,email,name\n1,a@example.com,b\n',
            {},
            'SOURCE_FILE_DAMAGED',
            /title.*skipLines/,
        ],
        ['old line ends', 'user_id,email\r1,a@example.com\r', {}, 'SOURCE_FILE_DAMAGED', /carriage returns/],
        ['a list that breaks off', '[{"user_id":"1"},{"user_id":"2"}', {}, 'SOURCE_FILE_DAMAGED', /ends in the middle/],
        ['two lists', '[{"user_id":"1"}]\n[{"user_id":"2"}]', {}, 'SOURCE_FILE_DAMAGED', /line 2.*follows/],
        [
            'two people in one',
            '[{"user_id":"1","email":"a@example.com","user_id":"2"}]',
            {},
            'SOURCE_FILE_DAMAGED',
            /line 1 has a key twice/,
        ],
        [
            'an element that is no JSON',
            '[{"user_id":"1"},\n{"user_id":"2" "email":"x"}]',
            {},
            'SOURCE_FILE_DAMAGED',
            /line 2 is not JSON/,
        ],
        ['one document', JSON.stringify({ users: TWO }), {}, 'SOURCE_FILE_MISREAD', /at: 'users'/],
        [
            'one document over several lines',
            JSON.stringify({ users: TWO }, undefined, 2),
            {},
            'SOURCE_FILE_MISREAD',
            /at: 'users'/,
        ],
        [
            'a realm',
            JSON.stringify({ realm: 'x', users: TWO }, undefined, 2),
            {},
            'SOURCE_FILE_MISREAD',
            /keycloak-realm/,
        ],
        ['a list of Cognito', JSON.stringify({ Users: [{ Username: 'x' }] }), {}, 'SOURCE_FILE_MISREAD', /cognito/],
        [
            'objects over several lines',
            TWO.map((user) => `${JSON.stringify(user, undefined, 2)}\n`).join(''),
            {},
            'SOURCE_FILE_MISREAD',
            /jq -c/,
        ],
        ['NDJSON with a title', `users\n${NDJSON}`, {}, 'SOURCE_FILE_MISREAD', /skipLines: 1/],
        [
            'one in five that is none',
            `${NDJSON.repeat(2)}{"user_id":\n`,
            {},
            'SOURCE_FILE_MISREAD',
            /4 of 5 records are users/,
        ],
        [
            'a list elsewhere',
            JSON.stringify({ Users: TWO }),
            { at: 'users' },
            'SOURCE_COLUMN_NOT_FOUND',
            /`users`.*`Users`/,
        ],
        [
            'another column',
            CSV,
            { columns: { user_id: 'user_id', email: 'E-Mail', 'app_metadata.plan': 'Plan' } },
            'SOURCE_COLUMN_NOT_FOUND',
            /`E-Mail` \(is it `email`\?\), `Plan`.*`user_id`, `email`, `name`/,
        ],
        [
            'another path',
            NDJSON,
            { columns: { user_id: 'user_id', email: 'contact.email' } },
            'SOURCE_COLUMN_NOT_FOUND',
            /`contact.email`/,
        ],
        ['another column of hashes', CSV, { passwordHash: { column: 'hash' } }, 'SOURCE_COLUMN_NOT_FOUND', /`hash`/],
        [
            'no ID',
            'email,name\nann@example.com,Ann\n',
            {},
            'SOURCE_COLUMN_NOT_FOUND',
            /user_id.*columns: \{ user_id: 'email'/,
        ],
        [
            'an object for an ID',
            '{"_id":{"$oid":"a"},"email":"ann@example.com"}\n',
            { columns: { user_id: '_id', email: 'email' } },
            'SOURCE_COLUMN_NOT_FOUND',
            /say `_id.\$oid`/,
        ],
        [
            'another connection',
            '{"user_id":"1","connection":"staff"}\n',
            { connection: 'customers' },
            'SOURCE_CONNECTION_UNCLEAR',
            /`customers`.*`staff` \(1\)/,
        ],
        [
            'several connections',
            '{"user_id":"1","connection":"staff"}\n{"user_id":"2","connection":"shop"}\n',
            {},
            'SOURCE_CONNECTION_UNCLEAR',
            /`staff` \(1\), `shop` \(1\)/,
        ],
        [
            'a whole tenant that names no connection',
            '{"user_id":"auth0|1"}\n{"user_id":"sms|2"}\n',
            { connection: 'shop' },
            'SOURCE_CONNECTION_UNCLEAR',
            /name no connection/,
        ],
    ] as const satisfies readonly (readonly [string, string | Buffer, Source, string, RegExp])[]) {
        it(`is refused with ${what}, and nobody's data is shown`, async () => {
            await assert.rejects(copied(content, source), (error: Error & { code: string }) => {
                assert.equal(error.code, code, error.message);
                assert.match(error.message, message);
                assert.doesNotMatch(error.message, /ann@|@example|Zoë/);
                return true;
            });
        });
    }

    it('gives a database nobody of another kind, however the file tells', async () => {
        const users = [
            { user_id: 'auth0|1', connection: 'shop' },
            { user_id: 'google-oauth2|2', connection: 'google-oauth2' },
            { user_id: 'samlp|corp|3' },
            { user_id: '4', connection: 'sms' },
            { user_id: 'auth0|5', identities: [{ provider: 'google-oauth2', connection: 'google-oauth2' }] },
            { user_id: 'x', 'identities[0].provider': 'waad', 'identities[0].connection': 'corp' },
            {
                user_id: 'google-oauth2|6',
                identities: [{ provider: 'google-oauth2' }, { provider: 'auth0', connection: 'shop' }],
            },
            { user_id: 'auth0|7', Connection: 'staff' },
            { user_id: 'legacy|8', connection: 'shop' },
        ];
        const { lines } = await copied(users.map((user) => `${JSON.stringify(user)}\n`).join(''), {
            connection: 'shop',
        });
        assert.deepEqual(
            [...lines.values()].map((line) => ('reason' in line ? line.reason : 'user')),
            [
                'user',
                ...Array.from({ length: 5 }, () => 'NOT_A_DATABASE_USER'),
                'LINKED_TO_ANOTHER_PRIMARY',
                'NOT_SELECTED',
                'user',
            ],
        );
    });

    it('keeps the digits of IDs, and names those that the metadata cannot hold', async () => {
        const ndjson =
            '{"id":175928847299117063,"n":10150000000000001}\n{"id":9007199254740993,"n":1.5e3}\n{"id":12.0,"n":null}\n{"id":4,"n":9007199254740992}\n';
        const columns = { user_id: 'id', 'app_metadata.n': 'n' };
        const ids = ({ lines }: CopiedFile) =>
            [...lines.values()].map((line) =>
                'reason' in line
                    ? line.reason
                    : [
                          line.sourceUserId,
                          (line.profile['app_metadata'] as { n?: unknown } | undefined)?.n,
                          ...(line.largeNumbers ?? []),
                      ],
            );
        assert.deepEqual(ids(await copied(ndjson, { columns })), [
            ['175928847299117063', '10150000000000001', '10150000000000001'],
            ['9007199254740993', 1500],
            ['12', undefined],
            ['4', 9007199254740992],
        ]);
        const [first] = ids(await copied(ndjson, { columns, largeNumbers: 'text' }));
        assert.deepEqual(first, ['175928847299117063', '10150000000000001']);
    });

    it('takes what databases write for nothing as nothing', async () => {
        const csv =
            'id,email,nick,plan\n1,ann@example.com,NULL,\\N\n2,bo@example.com,null,None\n3,cy@example.com,,Null\n';
        const source = { columns: { user_id: 'id', email: 'email', nickname: 'nick', 'app_metadata.plan': 'plan' } };
        assert.deepEqual(profilesOf(await copied(csv, source)), [
            { user_id: '1', email: 'ann@example.com' },
            { user_id: '2', email: 'bo@example.com' },
            { user_id: '3', email: 'cy@example.com', app_metadata: { plan: 'Null' } },
        ]);
        const [first] = profilesOf(await copied(csv, { ...source, nulls: ['\\N'] }));
        assert.deepEqual(first, { user_id: '1', email: 'ann@example.com', nickname: 'NULL' });
        const json = '{"id":"1","nick":"n/a","plan":"n/a"}\n';
        const [fromJson] = profilesOf(
            await copied(json, { ...source, columns: { user_id: 'id', nickname: 'nick' }, nulls: ['n/a'] }),
        );
        assert.deepEqual(fromJson, { user_id: '1' });
    });
});
