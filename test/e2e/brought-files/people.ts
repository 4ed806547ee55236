import { ANN, BO, type BroughtFile, ndjson } from './brought-file.ts';

const CY = { user_id: '3', email: 'cy@example.com' };
const NO_DATABASE = { NOT_A_DATABASE_USER: 1 };
const ONE_OF_THREE = { NOT_A_DATABASE_USER: 1, NOT_SELECTED: 1 };
const OF_SHOP = "connection: 'shop'";
const identity = (provider: string, connection: string) =>
    `"[{""provider"":""${provider}"",""connection"":""${connection}"",""user_id"":""1""}]"`;
/** A connection in which several people may have one address. */
const SHARED_ADDRESSES = {
    attributes: {
        email: {
            identifier: { active: false },
            unique: false,
            profile_required: false,
            signup: { status: 'optional' },
        },
        username: { identifier: { active: true }, profile_required: true, signup: { status: 'required' } },
    },
};
const NOT_UNIQUE = ['EMAILS_NOT_UNIQUE', /several users with one e-mail address/] as const;
const FROM_LIST = "only: { file: 'list.txt' },";

/** Files that say whose user each is (kind 5), transformations (8), numbers (9), shared addresses (10) and lists (11). */
export const PEOPLE: readonly BroughtFile[] = [
    {
        kind: 5,
        what: 'a table whose identities are JSON in a cell',
        file: `user_id,email,identities\n1,ann@example.com,${identity('auth0', 'shop')}\n2,bo@example.com,${identity('google-oauth2', 'google-oauth2')}\n3,cy@example.com,${identity('auth0', 'staff')}\n`,
        source: OF_SHOP,
        users: [{ email: ANN.email }],
        excluded: ONE_OF_THREE,
    },
    {
        kind: 5,
        what: 'a user whose identity is social, of a connection with a name of its own',
        file: ndjson(
            { ...ANN, identities: [{ connection: 'corner', isSocial: true, user_id: '1' }] },
            { ...BO, identities: [{ connection: 'shop', isSocial: false, user_id: '2' }] },
        ),
        users: [{ email: BO.email }],
        excluded: NO_DATABASE,
    },
    ...['.', '/'].map(
        (mark): BroughtFile => ({
            kind: 5,
            what: `a table whose columns lead into the identities by ${mark}`,
            file: `user_id,email,identities${mark}0${mark}provider,identities${mark}0${mark}connection\n1,ann@example.com,auth0,shop\n2,bo@example.com,waad,corp\n3,cy@example.com,auth0,staff\n`,
            source: OF_SHOP,
            users: [{ email: ANN.email }],
            excluded: ONE_OF_THREE,
        }),
    ),
    {
        kind: 5,
        what: "the dashboard's table, of which the definition names two columns",
        file: 'Id,Email,Connection\n1,ann@example.com,shop\n2,bo@example.com,google-oauth2\n3,cy@example.com,staff\n',
        source: `${OF_SHOP}, columns: { user_id: 'Id', email: 'Email' }`,
        users: [{ email: ANN.email }],
        excluded: ONE_OF_THREE,
    },
    {
        kind: 5,
        what: 'a table of another system that names providers',
        file: 'user_id,email,provider\n1,ann@example.com,local\n2,bo@example.com,Google\n',
        users: [{ email: ANN.email }],
        excluded: NO_DATABASE,
    },
    {
        kind: 5,
        what: 'a realm with a user of a directory and one of another provider',
        file: ndjson(
            { id: '1', email: ANN.email, credentials: [] },
            { id: '2', email: BO.email, federatedIdentities: [{ identityProvider: 'google' }] },
            { id: '3', email: CY.email, federationLink: 'ldap' },
        ),
        source: "from: 'keycloak-realm'",
        users: [{ email: ANN.email }],
        excluded: { NOT_A_DATABASE_USER: 2 },
    },
    {
        kind: 5,
        what: 'a table of Supabase with a user who only ever came through another provider',
        file: `id,email,encrypted_password,raw_app_meta_data\n1,ann@example.com,,"{""providers"":[""email""]}"\n2,bo@example.com,,"{""providers"":[""google""]}"\n`,
        source: "from: 'supabase'",
        users: [{ email: ANN.email }],
        excluded: NO_DATABASE,
    },
    {
        kind: 5,
        what: 'users of better-auth without an account of their own',
        file: ndjson(
            { id: '1', email: ANN.email, accounts: [{ providerId: 'github' }, { providerId: 'credential' }] },
            { id: '2', email: BO.email, accounts: [{ providerId: 'github' }] },
        ),
        source: "from: 'better-auth'",
        users: [{ email: ANN.email }],
        excluded: NO_DATABASE,
    },
    {
        kind: 5,
        what: 'users of Meteor who log in by a service',
        file: ndjson(
            { _id: '1', emails: [{ address: ANN.email }], services: { google: {}, password: {}, resume: {} } },
            { _id: '2', emails: [{ address: BO.email }], services: { google: {}, resume: {} } },
            { _id: '3', emails: [{ address: CY.email }], services: { resume: {}, email: {} } },
        ),
        source: "from: 'meteor'",
        users: [{ email: ANN.email }, { email: CY.email }],
        excluded: NO_DATABASE,
    },
    {
        kind: 8,
        what: 'a choice that sorts the lists it looks at',
        file: ndjson({ ...ANN, app_metadata: { roles: ['z', 'a'] } }),
        definition: "only: ({ app_metadata }) => app_metadata.roles.sort()[0] === 'a',",
        users: [{ email: ANN.email, app_metadata: { roles: ['z', 'a'], previous_user_id: '1' } }],
    },
    {
        kind: 8,
        what: 'an address made of the phone number of those who have none',
        file: 'id,phone,email\n1,+15550001111,\n2,,bo@example.com\n',
        source: "columns: { user_id: 'id', email: 'email' }",
        definition:
            'transform: (user, source) => ({ ...user, email: user.email ?? `${source.phone.slice(1)}@phone.example.com` }),',
        users: [{ email: '15550001111@phone.example.com' }, { email: BO.email }],
    },
    {
        kind: 8,
        what: 'addresses made of usernames, of which the file has none at all',
        file: ndjson({ user_id: '1', username: 'ann' }),
        definition: 'transform: (user) => ({ ...user, username: undefined, email: `${user.username}@example.com` }),',
        users: [{ email: ANN.email }],
    },
    {
        kind: 8,
        what: 'a list of roles in place of metadata, put where the old ID finds room',
        file: ndjson({ ...ANN, app_metadata: ['admin'] }),
        definition: 'transform: (user, source) => ({ ...user, app_metadata: { roles: source.app_metadata } }),',
        users: [{ email: ANN.email, app_metadata: { roles: ['admin'], previous_user_id: '1' } }],
    },
    {
        kind: 8,
        what: 'a date of creation, a phone number that no import takes, and two people with one address',
        file: ndjson(
            { ...ANN, phone_number: '0171/12', created_at: '2020-01-02' },
            { ...BO, email: 'ANN@example.com', created_at: '2021-01-02' },
        ),
        definition: `transform: (user, source) => ({
            ...user,
            phone_number: undefined,
            email: source.user_id === '2' ? 'bo@example.com' : user.email,
            user_metadata: { since: source.created_at },
        }),`,
        users: [
            { email: ANN.email, user_metadata: { since: '2020-01-02' } },
            { email: BO.email, user_metadata: { since: '2021-01-02' } },
        ],
    },
    {
        kind: 8,
        what: 'nothing, as databases write it, and as the definition says',
        file: 'id,email,nick,zip\n1,ann@example.com,NULL,n/a\n2,\\N,None,\n3,cy@example.com,none,01234\n',
        source: "columns: { user_id: 'id', email: 'email', nickname: 'nick', 'user_metadata.zip': 'zip' }, nulls: ['NULL', '\\\\N', 'None', 'n/a']",
        users: [
            { email: ANN.email, nickname: 'ann', user_metadata: undefined },
            { email: CY.email, nickname: 'none', user_metadata: { zip: '01234' } },
        ],
        excluded: { WITHOUT_EMAIL: 1 },
    },
    {
        kind: 8,
        what: 'two columns of one place, of which `transform` chooses one or leaves it open',
        file: 'user_id,email,user_metadata.plan,user_metadata\n1,ann@example.com,gold,"{""plan"":""old""}"\n2,bo@example.com,gold,"{""plan"":""new""}"\n',
        definition:
            "transform: (user, source) => ({ ...user, user_metadata: source.user_id === '1' ? { plan: 'old' } : user.user_metadata }),",
        users: [{ email: ANN.email, user_metadata: { plan: 'old' } }],
        excluded: { WRONG_TYPE: 1 },
    },
    {
        kind: 9,
        what: 'IDs of 64 bits in a JSON list',
        file: '[{"user_id":175928847299117063,"email":"ann@example.com"},{"user_id":175928847299117064,"email":"bo@example.com"}]',
        definition: "userIds: { policy: 'retain' },",
        users: [
            { email: ANN.email, user_id: 'auth0|175928847299117063' },
            { email: BO.email, user_id: 'auth0|175928847299117064' },
        ],
    },
    {
        kind: 9,
        what: 'a large number in metadata that is JSON in a cell',
        file: `user_id,email,app_metadata\n1,ann@example.com,"{""shop"":10150000000000001234}"\n2,bo@example.com,"{""shop"":12}"\n`,
        users: [{ email: BO.email, app_metadata: { shop: 12, previous_user_id: '2' } }],
        excluded: { NUMBER_TOO_LARGE: 1 },
    },
    {
        kind: 9,
        what: 'a large number in metadata that is JSON in a cell, as text',
        file: `user_id,email,app_metadata\n1,ann@example.com,"{""shop"":10150000000000001234}"\n`,
        source: "largeNumbers: 'text'",
        users: [{ email: ANN.email, app_metadata: { shop: '10150000000000001234', previous_user_id: '1' } }],
    },
    {
        kind: 9,
        what: 'a large number deep in an object that a column brings',
        file: '{"id":1,"email":"ann@example.com","ref":{"ids":[1,10150000000000001234]}}\n{"id":2,"email":"bo@example.com","ref":{"ids":[]}}\n',
        source: "columns: { user_id: 'id', email: 'email', 'app_metadata.ref': 'ref' }",
        users: [{ email: BO.email }],
        excluded: { NUMBER_TOO_LARGE: 1 },
    },
    {
        kind: 9,
        what: 'round IDs, which a spreadsheet writes without a fraction',
        file: 'user_id,email\n1E+17,ann@example.com\n2E+17,bo@example.com\n',
        refused: ['SOURCE_FILE_DAMAGED', /line 2 is a rounded number/],
    },
    {
        kind: 9,
        what: 'a round ID of 22 digits',
        file: '{"user_id":1000000000000000000000,"email":"ann@example.com"}\n',
        users: [{ email: ANN.email, app_metadata: { previous_user_id: '1000000000000000000000' } }],
    },
    {
        kind: 9,
        what: 'IDs that a program writes otherwise than the file',
        file: '{"user_id":-0,"email":"ann@example.com"}\n{"user_id":0,"email":"bo@example.com"}\n{"user_id":1.0,"email":"cy@example.com"}\n',
        users: [
            { email: ANN.email, app_metadata: { previous_user_id: '-0' } },
            { email: BO.email, app_metadata: { previous_user_id: '0' } },
            { email: CY.email, app_metadata: { previous_user_id: '1' } },
        ],
    },
    {
        kind: 9,
        what: 'IDs in JSON that a program has rounded',
        file: '[{"id":1.75928847299117e+17,"email":"ann@example.com"}]',
        refused: ['SOURCE_FILE_DAMAGED', /the ID on line 1 is a rounded number/],
    },
    {
        kind: 9,
        what: 'large numbers that `transform` takes away, or leaves in another place',
        file: [
            '{"user_id":175928847299117063,"email":"ann@example.com","user_metadata":{"a":175928847299117063}}',
            '{"user_id":"2","email":"bo@example.com","app_metadata":{"list":[{"b":10150000000000001234}],"keep":true}}',
        ].join('\n'),
        definition:
            'transform: ({ app_metadata, user_metadata, ...user }) => ({ ...user, app_metadata: { previous_user_id: app_metadata.previous_user_id, moved: app_metadata.list } }),',
        users: [{ email: ANN.email, app_metadata: { previous_user_id: '175928847299117063' } }],
        excluded: { NUMBER_TOO_LARGE: 1 },
    },
    {
        kind: 9,
        what: 'a large number of a user whom the definition leaves out',
        file: [
            '{"user_id":"1","email":"ann@example.com","app_metadata":{"a":175928847299117063}}',
            '{"user_id":"2","email":"bo@example.com"}',
        ].join('\n'),
        definition: "only: ({ user_id }) => user_id === '2',",
        users: [{ email: BO.email }],
        excluded: { NOT_SELECTED: 1 },
    },
    {
        kind: 9,
        what: 'metadata in a cell with a key twice',
        file: 'user_id,email,user_metadata\n1,ann@example.com,"{""plan"":1,""plan"":2}"\n2,bo@example.com,\n',
        users: [{ email: BO.email }],
        excluded: { WRONG_TYPE: 1 },
    },
    {
        kind: 9,
        what: 'IDs that a spreadsheet has rounded',
        file: 'user_id,email\n1.75928847299117E+17,ann@example.com\n1.75928847299118E+17,bo@example.com\n',
        refused: ['SOURCE_FILE_DAMAGED', /the ID on line 2 is a rounded number/],
    },
    ...(
        [
            ['a family with usernames', { ...ANN, username: 'ann' }, ''],
            ['people without usernames', ANN, ''],
            ['an upsert', { ...ANN, username: 'ann' }, "existingUsers: 'upsert',"],
            ['a repair of ghosts', { ...ANN, username: 'ann' }, 'ghosts: { repair: { max: 3 } },'],
        ] as const
    ).map(
        ([what, person, definition]): BroughtFile => ({
            kind: 10,
            what: `${what}, into a connection whose addresses need not be unique`,
            file: ndjson(person, { ...BO, username: 'bo', email: ANN.email }),
            definition,
            options: SHARED_ADDRESSES,
            refused: NOT_UNIQUE,
        }),
    ),
    {
        kind: 11,
        what: 'a list with a German header, a comment and an address of nobody',
        file: ndjson(ANN, BO),
        list: 'E-Mail-Adresse\n# of the shop\nAnn@Example.com\nnobody@example.com\n',
        definition: FROM_LIST,
        users: [{ email: ANN.email }],
        excluded: { NOT_SELECTED: 1 },
    },
    {
        kind: 11,
        what: 'a table in place of a list',
        file: ndjson(ANN, BO),
        list: 'email;name\nann@example.com;Ann\n',
        definition: FROM_LIST,
        refused: ['SELECTION_FILE_INVALID', /several columns: say which with `column`/],
    },
    {
        kind: 11,
        what: 'another column of a table',
        file: ndjson(ANN, BO),
        list: Buffer.from('\ufeffName\tMail\r\nAnn\tann@example.com\r\n', 'utf16le'),
        definition: "only: { file: 'list.txt', column: 'Email' },",
        refused: ['SELECTION_FILE_INVALID', /no column `Email`\. There are `Name`, `Mail`/],
    },
    {
        kind: 11,
        what: 'the right column of a table in UTF-16',
        file: ndjson(ANN, BO),
        list: Buffer.from('\ufeffName\tMail\r\nAnn\tann@example.com\r\n', 'utf16le'),
        definition: "only: { file: 'list.txt', column: 'Mail' },",
        users: [{ email: ANN.email }],
        excluded: { NOT_SELECTED: 1 },
    },
    {
        kind: 11,
        what: 'JSON in place of a list',
        file: ndjson(ANN, BO),
        list: '["ann@example.com"]\n',
        definition: FROM_LIST,
        refused: ['SELECTION_FILE_INVALID', /it is JSON/],
    },
    {
        kind: 11,
        what: 'links in place of addresses',
        file: ndjson(ANN, BO),
        list: 'mailto:ann@example.com\n',
        definition: FROM_LIST,
        refused: ['SELECTION_FILE_INVALID', /line 1 is not an e-mail address/],
    },
];
