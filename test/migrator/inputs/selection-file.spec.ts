import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSelectionFile } from '../../../migrator/inputs/selection-file.ts';
import { isSelected } from '../../../migrator/users/selection.ts';

describe('a list of users', () => {
    let folder: string;
    let path: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'list-'));
        path = join(folder, 'list');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const read = async (content: string | Buffer, form?: Parameters<typeof readSelectionFile>[1]) => {
        await writeFile(path, content);
        return await readSelectionFile(path, form);
    };

    it('knows addresses in any case and IDs with or without their prefix, and lists who is nobody by line', async () => {
        const list = await read(
            'email\n# a comment\nANN@example.com\r\n\n"auth0|b1"\nb2\nnobody@example.com\nann@example.com\n',
        );
        const isListed = (userId: string, email: string) =>
            isSelected({ user_id: userId, email }, userId, { file: 'list' }, list) === true;
        assert.equal(isListed('auth0|a1', 'Ann@Example.com'), true);
        assert.equal(isListed('auth0|b1', 'bo@example.com'), true);
        assert.equal(isListed('auth0|b2', 'cy@example.com'), true);
        assert.equal(isListed('auth0|b3', 'di@example.com'), false);
        assert.equal(isListed('auth0|b4', 'an\u212a@example.com'), false);
        assert.equal(list.size, 4);
        assert.deepEqual(list.unmatchedLines(), [7]);
    });

    it('does not fold addresses together that Auth0 keeps apart', async () => {
        const list = await read('kim@example.com\n');
        assert.equal(list.has('\u212aim@example.com'), false);
        assert.equal(list.has('KIM@example.com'), true);
    });

    it('reads a column of a table, in the encoding that is said or marked', async () => {
        const table = 'name;E-Mail\nZoë;zoe@example.com\n';
        for (const [content, encoding] of [
            [Buffer.from(table), undefined],
            [Buffer.from(`\ufeff${table}`, 'utf16le'), undefined],
            [Buffer.from(table, 'latin1'), 'windows-1252'],
        ] as const) {
            const list = await read(content, { column: 'E-Mail', encoding });
            assert.equal(list.has('zoe@example.com'), true);
            assert.equal(list.size, 1);
        }
    });

    for (const [what, content, form, message] of [
        [
            'a table without a column named',
            'email,name\nann@example.com,Ann\n',
            undefined,
            /line 1 has several columns/,
        ],
        [
            'another column',
            'email;name\nann@example.com;Ann\n',
            { column: 'mail' },
            /no column `mail`. There are `email`, `name`/,
        ],
        ['a name before the address', 'Ann <ann@example.com>\n', undefined, /line 1 .*white space/],
        ['half an address', 'ann@example.com\nbo@\n', undefined, /line 2 is not an e-mail address/],
        ['windows-1252', Buffer.from('m\xfcller@example.com\n', 'latin1'), undefined, /line 1.*UTF-8/],
        ['UTF-16 without a mark', Buffer.from('ann@example.com\n', 'utf16le'), undefined, /UTF-16/],
        ['a workbook', Buffer.from('PK\u0003\u0004xx'), undefined, /zip archive/],
        ['a header and nobody', 'email\n\n', undefined, /names nobody/],
    ] as const) {
        it(`refuses ${what}, and shows no entry`, async () => {
            await assert.rejects(read(content, form), (error: Error & { code: string }) => {
                assert.equal(error.code, 'SELECTION_FILE_INVALID');
                assert.match(error.message, message);
                assert.doesNotMatch(error.message, /ann@|bo@|ller/);
                return true;
            });
        });
    }
});
