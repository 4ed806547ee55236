import { ANN, BO, type BroughtFile, ndjson } from './brought-file.ts';

const BOTH = [{ email: ANN.email }, { email: BO.email }];
const WITH_ROLES = ndjson({ ...ANN, roles: ['editor'] }, { ...BO, roles: [] });
const OWNERS = ndjson({ ...ANN, app_metadata: { owner: { id: 'auth0|2' } } }, BO);
const prefix = (rewrite: string): string => `userIds: { policy: 'prefix', prefix: 'x-', rewrite: ['${rewrite}'] },`;

/** Definitions that name what is not in the source, outside of `source` (kind 4). */
export const NAMES: readonly BroughtFile[] = [
    {
        kind: 4,
        what: 'a path of IDs that no user has',
        file: OWNERS,
        definition: prefix('app_metadata.ownr.id'),
        refused: [
            'NAMES_NOT_IN_SOURCE',
            /`userIds\.rewrite` names `app_metadata\.ownr\.id` \(is it `app_metadata\.owner\.id`\?\)/,
        ],
    },
    {
        kind: 4,
        what: 'a path of IDs that one user has',
        file: OWNERS,
        definition: prefix('app_metadata.owner.id'),
        users: [
            { email: ANN.email, user_id: 'auth0|x-1', app_metadata: { owner: { id: 'auth0|x-2' } } },
            { email: BO.email, user_id: 'auth0|x-2' },
        ],
    },
    ...(
        [
            ['roles', "['editor']", '`roles\\.only` names `editor`'],
            ['organizations', "['acme']", '`organizations\\.only` names `acme`'],
            ['permissions', '() => true', '`permissions\\.only` names users, and no record has `permissions`'],
        ] as const
    ).map(
        ([kind, only, shown]): BroughtFile => ({
            kind: 4,
            what: `${kind} to be chosen from a file that has none`,
            file: ndjson({ ...ANN, rank: 'editor' }, BO),
            definition: `${kind}: { only: ${only} },`,
            refused: ['NAMES_NOT_IN_SOURCE', new RegExp(shown)],
        }),
    ),
    ...(
        [
            ['only', "{ missing: 'create', only: ['editr'] }"],
            ['rename', "{ missing: 'create', rename: { editr: 'author' } }"],
        ] as const
    ).map(
        ([key, setting]): BroughtFile => ({
            kind: 4,
            what: `a role in \`${key}\` that nobody has`,
            file: WITH_ROLES,
            definition: `roles: ${setting},`,
            refused: [
                'NAMES_NOT_IN_SOURCE',
                new RegExp(`\`roles\\.${key}\` names \`editr\` \\(is it \`editor\`\\?\\)`),
            ],
        }),
    ),
    {
        kind: 4,
        what: 'an organization in `only` that nobody is a member of',
        file: ndjson({ ...ANN, organizations: ['acme'] }, BO),
        definition: "organizations: { missing: 'create', only: ['acme', 'other'] },",
        refused: ['NAMES_NOT_IN_SOURCE', /`organizations\.only` names `other`/],
    },
    ...(
        [
            ['roles', { ...ANN, roles: '["editor"' }],
            ['permissions', { ...ANN, permissions: '["read:users"]' }],
            ['organizations', { ...ANN, organizations: '{"name":7}' }],
        ] as const
    ).map(
        ([kind, record]): BroughtFile => ({
            kind: 6,
            what: `${kind} in a cell that nobody can read`,
            file: ndjson(record, BO),
            definition: `${kind}: { missing: 'create' },`,
            refused: ['SOURCE_FILE_MISREAD', new RegExp(`1 value of the file's ${kind} cannot be read \\(line 1\\)`)],
        }),
    ),
    ...['"[""editor"", ""author""]"', '"{editor,author}"'].map(
        (cell): BroughtFile => ({
            kind: 4,
            what: `roles in a cell as ${cell}`,
            file: `user_id,email,roles\n1,${ANN.email},${cell}\n2,${BO.email},\n`,
            definition: "roles: { missing: 'create', only: ['editor', 'author'] },",
            users: BOTH,
        }),
    ),
    {
        kind: 4,
        what: 'roles of a file whose column is empty for everybody',
        file: `user_id,email,roles\n1,${ANN.email},\n2,${BO.email},\n`,
        definition: "roles: 'copy',",
        users: BOTH,
    },
];
