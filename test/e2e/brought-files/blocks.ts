import { ANN, BO, type BroughtFile, ndjson } from './brought-file.ts';

const CY = { user_id: '3', email: 'cy@example.com' };
const DI = { user_id: '4', email: 'di@example.com' };
const FREE = [
    { email: ANN.email, blocked: undefined },
    { email: BO.email, blocked: undefined },
];
const UNEXPLAINED = { BLOCK_UNEXPLAINED: 1 };
const FREE_AND_BLOCKED = [
    { email: ANN.email, blocked: undefined },
    { email: BO.email, blocked: true },
];
const SAID = [
    { email: ANN.email, blocked: false },
    { email: BO.email, blocked: true },
];
const PAST = '2020-02-03 04:05:06+00';
const FUTURE = '2999-02-03 04:05:06+00';
const NAMES = "columns: { user_id: 'user_id', email: 'email' }";

/** Files in which a date, a word or a flag says who must not log in (kinds 4 and 7): none of these people arrives unblocked. */
export const BLOCKS: readonly BroughtFile[] = [
    {
        kind: 7,
        what: 'bans of Supabase, of which one is over',
        file: `id,email,banned_until\n1,${ANN.email},\n2,${BO.email},${FUTURE}\n3,${CY.email},${PAST}\n4,${DI.email},infinity\n`,
        source: "from: 'supabase'",
        users: [...FREE_AND_BLOCKED, { email: CY.email, blocked: undefined }, { email: DI.email, blocked: true }],
    },
    {
        kind: 7,
        what: 'lock-outs of ASP.NET Identity: over, for ever, and not enabled',
        file: `Id,Email,LockoutEnd,LockoutEnabled\n1,${ANN.email},2020-01-01 00:00:00.0000000 +00:00,True\n2,${BO.email},9999-12-31 23:59:59.9999999 +00:00,True\n3,${CY.email},9999-12-31 23:59:59.9999999 +00:00,0\n4,${DI.email},NULL,1\n`,
        source: "from: 'aspnet-identity'",
        users: [...FREE_AND_BLOCKED, { email: CY.email, blocked: undefined }, { email: DI.email, blocked: undefined }],
    },
    {
        kind: 7,
        what: 'an end of a lock-out whose day and month may be exchanged',
        file: `Id,Email,LockoutEndDateUtc\n1,${ANN.email},12/31/2020 11:59:59 PM\n2,${BO.email},01/12/2999 00:00:00\n`,
        source: "from: 'aspnet-identity'",
        users: FREE_AND_BLOCKED,
    },
    {
        kind: 7,
        what: 'locked accounts of Devise',
        file: `id,email,locked_at\n1,${ANN.email},\n2,${BO.email},${PAST}\n`,
        source: "from: 'devise'",
        users: FREE_AND_BLOCKED,
    },
    {
        kind: 7,
        what: 'bans of better-auth, of which one has expired',
        file: ndjson(
            { id: '1', email: ANN.email, banned: true, banExpires: '2020-01-01T00:00:00.000Z' },
            { id: '2', email: BO.email, banned: true, banExpires: null },
        ),
        source: "from: 'better-auth'",
        users: FREE_AND_BLOCKED,
    },
    {
        kind: 7,
        what: 'customers of Magento whom too many attempts have locked for now',
        file: `entity_id,email,lock_expires\n1,${ANN.email},2020-01-01 00:00:00\n2,${BO.email},2999-01-01 00:00:00\n`,
        source: "from: 'magento'",
        users: FREE_AND_BLOCKED,
    },
    {
        kind: 7,
        what: 'users of Okta who are locked out',
        file: ndjson(
            { id: '1', status: 'ACTIVE', profile: { email: ANN.email } },
            { id: '2', status: 'LOCKED_OUT', profile: { email: BO.email } },
        ),
        source: "from: 'okta'",
        users: FREE_AND_BLOCKED,
    },
    {
        kind: 7,
        what: 'a column of bans that a preset does not know',
        file: `id,email,suspended_at\n1,${ANN.email},NULL\n2,${BO.email},${PAST}\n`,
        source: "from: 'devise'",
        users: [{ email: ANN.email }],
        excluded: UNEXPLAINED,
    },
    ...(
        [
            ['banned_until', '', FUTURE],
            ['LockoutEnd', PAST, FUTURE],
            ['banExpires', 1_500_000_000_000, 32_500_000_000_000],
            ['suspendedUntil', { $date: '2020-01-01T00:00:00Z' }, { $date: '2999-01-01T00:00:00Z' }],
            ['deleted_at', null, PAST],
            ['locked_at', '0000-00-00 00:00:00', '2020-01-01 00:00:00'],
            ['is_active', 't', 'f'],
            ['accountNonLocked', true, false],
            ['banned', 0, 'spam'],
            ['status', 'gold', 'Suspended'],
            ['account', { locked: false }, { locked: true }],
        ] as const
    ).map(
        ([column, free, blocked]): BroughtFile => ({
            kind: 4,
            what: `\`${column}\`, of which the definition says nothing`,
            file: ndjson({ ...ANN, [column]: free }, { ...BO, [column]: blocked }),
            users: [{ email: ANN.email }],
            excluded: UNEXPLAINED,
        }),
    ),
    ...(
        [
            ['banned_until', PAST, FUTURE],
            ['locked_at', '0000-00-00', PAST],
            ['is_active', 'Yes', 'No'],
            ['state', 'active', 'deactivated'],
            ['blockd', 'f', 't'],
        ] as const
    ).map(
        ([column, free, blocked]): BroughtFile => ({
            kind: 4,
            what: `\`${column}\`, which the definition calls a block`,
            file: `user_id,email,${column}\n1,${ANN.email},${free}\n2,${BO.email},${blocked}\n`,
            source: `columns: { user_id: 'user_id', email: 'email', blocked: '${column}' }`,
            users: SAID,
        }),
    ),
    {
        kind: 4,
        what: 'a ban beside columns that the definition names, with `blocked: false` in the file itself',
        file: ndjson({ ...ANN, blocked: false, banned: 'no' }, { ...BO, blocked: false, banned_until: FUTURE }),
        source: NAMES,
        users: [{ email: ANN.email, blocked: false }],
        excluded: UNEXPLAINED,
    },
    {
        kind: 8,
        what: 'a ban that `transform` turns into a block, and one that it lifts',
        file: ndjson({ ...ANN, status: 'inactive' }, { ...BO, status: 'banned' }),
        definition: "transform: (user, { status }) => ({ ...user, blocked: status === 'banned' }),",
        users: SAID,
    },
    {
        kind: 8,
        what: 'a ban of which `transform` says nothing',
        file: ndjson(ANN, { ...BO, status: 'banned' }),
        definition: 'transform: (user) => ({ ...user }),',
        users: [{ email: ANN.email }],
        excluded: UNEXPLAINED,
    },
    {
        kind: 4,
        what: 'a status that goes into metadata, as the definition says',
        file: ndjson(ANN, { ...BO, status: 'inactive' }),
        source: "columns: { user_id: 'user_id', email: 'email', 'user_metadata.status': 'status' }",
        users: FREE,
    },
];
