import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
    diagnoseUsers,
    failureEntry,
    formatPlan,
    planMigration,
    renderPlanPage,
    runMigration,
} from '../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { useArtifactKey } from './artifact-key.ts';
import { assertUnmarked, MARKS } from './marks.ts';

const line = (record: object) => `${JSON.stringify(record)}\n`;
const USER = { user_id: '1', email: 'user-1@example.com' };

/** What a file may hold where a mark stands in the wrong place, by what is wrong with it. */
const CONTENTS: Readonly<Record<string, (mark: string) => string | Buffer>> = {
    'the mark alone': (mark) => mark,
    'the mark in each line': (mark) => `${mark}\n${mark}\n`,
    'a header of marks': (mark) => `user_id,email,"${mark}"\n1,user-1@example.com,x\n`,
    'a header of marks alone': (mark) => `"${mark}",name,${mark.length}\na,b,c\n`,
    'a row and no header': (mark) => `1,Ann,"${mark}",x\n2,Bo,"${mark}",y\n`,
    'a column twice': (mark) => `user_id,"${mark}","${mark}"\n1,2,3\n`,
    'a quote too many': (mark) => `user_id,email,name\n1,user-1@example.com,"${mark}" x\n`,
    'a quote that nothing closes': (mark) => `user_id,email,name\n1,user-1@example.com,"${mark}\n`,
    'a row of another length': (mark) => `user_id,email\n1,user-1@example.com,"${mark}"\n`,
    'a line that is no JSON': (mark) => `${line(USER)}{"email": "${mark}\n`,
    'text behind JSON': (mark) => `${line(USER).trim()} ${mark}\n`,
    'a key of JSON': (mark) => line({ ...USER, [mark]: mark }),
    'keys of JSON alone': (mark) => line({ [mark]: { [mark]: 1 } }).repeat(20),
    'a document': (mark) => JSON.stringify({ [mark]: [USER], name: mark }, undefined, 2),
    'a document with its list at a mark': (mark) => JSON.stringify({ version: 1, [mark]: { users: [USER] } }),
    'a list that breaks off': (mark) => `[${JSON.stringify({ ...USER, name: mark })}, {"email": "${mark}`,
    'values of the wrong type': (mark) =>
        line({ user_id: [mark], email: { [mark]: mark }, app_metadata: mark }).repeat(20),
    'identities of a mark': (mark) =>
        line({ ...USER, identities: [{ connection: mark, provider: 'auth0', user_id: mark }] }).repeat(3),
    'hashes of a connection that is a mark': (mark) =>
        line({ _id: { $oid: '1' }, email: mark, passwordHash: mark, connection: mark }),
    'hashes that are marks': (mark) =>
        line({ _id: { $oid: 'u00001' }, email: mark, passwordHash: mark, connection: SOURCE }),
    'two hashes of one user': (mark) =>
        ['a', 'b']
            .map((end) => line({ _id: { $oid: mark }, email: mark, passwordHash: mark + end, connection: SOURCE }))
            .join(''),
    'another encoding': (mark) => Buffer.concat([Buffer.from([0xe9, 0xff]), Buffer.from(`${mark}\n`, 'utf16le')]),
    'a gzip that breaks off': (mark) => gzipSync(mark.repeat(50)).subarray(0, 40),
    'a key with a line that is no armor': (mark) =>
        `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${mark}\n\n${mark}\n-----END PGP PRIVATE KEY BLOCK-----\n`,
    'a message that is none': (mark) =>
        `-----BEGIN PGP MESSAGE-----\n${mark}: ${mark}\n\n${mark}\n-----END PGP MESSAGE-----\n`,
    'a list with columns': (mark) => `email,name\n${mark},"${mark}"\n`,
    'TypeScript that is none': (mark) => `export default { description: ${mark} "${mark}" };`,
    'code that throws': (mark) => `throw new Error(${JSON.stringify(mark)});`,
    'code that throws an object': (mark) => `throw { [${JSON.stringify(mark)}]: ${JSON.stringify(mark)} };`,
    'code that reads JSON': (mark) => `export default JSON.parse(${JSON.stringify(`{"a": ${mark}`)});`,
    'an import of what is not there': (mark) => `import ${JSON.stringify(mark)};`,
    'an export of another kind': (mark) => `export default ${JSON.stringify(mark)};`,
};

const definitionOf = (more: string) =>
    `export default { description: 'Users of a test.', passwords: { whenMissing: 'reset' }, ${more} };\n`;

const MARKED = Object.entries(MARKS);
/** Every mark with `LEAKS=all`, which takes some minutes. */
const MARKS_A_CONTENT = process.env['LEAKS'] === 'all' ? MARKED.length : 1;

/** Where a file can stand, with the definition that reads it. */
const PLACES: Readonly<Record<string, string | undefined>> = {
    users: definitionOf("source: { file: 'marked.csv' }"),
    'users of a connection': definitionOf("source: { file: 'marked.csv', connection: 'legacy' }"),
    'users with columns': definitionOf("source: { file: 'marked.csv', columns: { email: 'mail', user_id: 'ID' } }"),
    'users at a path': definitionOf("source: { file: 'marked.csv', at: 'users' }"),
    'users of Keycloak': definitionOf("source: { file: 'marked.csv', from: 'keycloak-realm' }"),
    'users without a header': definitionOf("source: { file: 'marked.csv', header: ['user_id', 'email'] }"),
    'the hash export': definitionOf('').replace(
        "whenMissing: 'reset'",
        "whenMissing: 'reset', hashExport: 'marked.csv'",
    ),
    'the key of an encrypted export': definitionOf('').replace(
        "whenMissing: 'reset'",
        "whenMissing: 'reset', hashExport: 'encrypted.pgp', privateKey: 'marked.csv'",
    ),
    'the selection': definitionOf("only: { file: 'marked.csv' }"),
    'the selection in a column': definitionOf("only: { file: 'marked.csv', column: 'mail' }"),
    'whose permissions are copied': definitionOf("permissions: { only: { file: 'marked.csv' } }"),
    'the definition': undefined,
};

describe('a secret or an address in any place of a file', function () {
    this.timeout(600_000);
    let migration: OpenMigration;
    useArtifactKey();
    before(async () => {
        migration = await openMigration({ users: inventUsers(2) });
    });
    after(async () => {
        await migration.close();
    });

    let turn = 0;
    let written = 0;
    const outputsOf = async (definition: string | undefined, content: string | Buffer): Promise<string> => {
        written += 1;
        const projectFolder = join(migration.folder, `project-${written}`);
        await mkdir(projectFolder);
        await writeFile(join(projectFolder, 'marked.csv'), content);
        await writeFile(
            join(projectFolder, 'encrypted.pgp'),
            '-----BEGIN PGP MESSAGE-----\n\nhQEMAzzzzzzzzzz\n-----END PGP MESSAGE-----\n',
        );
        await writeFile(join(projectFolder, 'definition.ts'), definition ?? content);
        const texts: string[] = [];
        const failed = (error: unknown): void => {
            texts.push(JSON.stringify(failureEntry(error)), String(error));
        };
        const settings = migration.settings({ projectFolder, definitionPath: 'definition.ts' });
        const from = definition?.includes('source:') === true ? { ...settings, source: undefined } : settings;
        await planMigration(from).then((plan) => {
            texts.push(formatPlan(plan), renderPlanPage(plan), JSON.stringify(plan));
        }, failed);
        await runMigration({ ...from, timeBudgetMinutes: 1 / 60_000, eventsFile: 'events' }).catch(failed);
        for (const entry of await readdir(projectFolder, { recursive: true, withFileTypes: true }))
            if (entry.isFile() && (entry.parentPath !== projectFolder || entry.name === 'events'))
                // A run that stopped at once may still be tidying up.
                texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => ''));
        return texts.join('\n');
    };

    for (const [place, definition] of Object.entries(PLACES)) {
        it(`is in no message, plan, event and journal: ${place}`, async () => {
            for (const [what, content] of Object.entries(CONTENTS)) {
                // One mark after the other, so that over all places each content has each.
                turn += 1;
                for (const [kind, mark] of [...MARKED, ...MARKED]
                    .slice(turn % MARKED.length)
                    .slice(0, MARKS_A_CONTENT)) {
                    const outputs = await outputsOf(definition, content(mark));
                    assert.notEqual(outputs, '');
                    assertUnmarked(outputs, `${what} (${kind})`);
                }
            }
        });
    }

    it('is in no message about a file of addresses to diagnose', async () => {
        const { credentials } = migration.settings().target;
        const file = join(migration.folder, 'addresses.txt');
        for (const [what, content] of Object.entries(CONTENTS)) {
            for (const [kind, mark] of Object.entries(MARKS)) {
                await writeFile(file, content(mark));
                const settings = { credentials, connectionName: TARGET, emails: { file }, wereRefused: false };
                // What it says of an address is for the person who asked, so only what it refuses counts.
                const refusal = await diagnoseUsers(settings)
                    .then(async ({ diagnoses }) => {
                        for await (const each of diagnoses) assert.ok(each);
                        return '';
                    })
                    .catch((error: unknown) => JSON.stringify(failureEntry(error)));
                assertUnmarked(refusal, `${what} (${kind})`);
            }
        }
    });
});
