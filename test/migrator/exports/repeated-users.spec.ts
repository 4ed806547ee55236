import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { dropRepeatedUsers, ListedUsers } from '../../../migrator/exports/repeated-users.ts';
import { LineSplitter } from '../../../migrator/records/lines.ts';
import { MemoryStore } from '../../../migrator/run-store/memory/memory-store.ts';
import { START } from '../../contract/run-store-contract.ts';

/** What is left of an export, and how many users. */
async function leftOf(lines: readonly string[], encoding: BufferEncoding = 'utf8'): Promise<readonly [string, number]> {
    const { artifacts } = new MemoryStore(START);
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), encoding);
    await artifacts.write('export.ndjson', [bytes]);
    const listed = new ListedUsers(0);
    const splitter = new LineSplitter();
    // In pieces, as a download comes.
    for (let start = 0; start < bytes.length; start += 7)
        listed.addLines(splitter.add(bytes.subarray(start, start + 7)));
    listed.addLines(splitter.finish());
    const left = await dropRepeatedUsers(artifacts, 'export.ndjson', listed);
    return [await text(artifacts.read('export.ndjson')), left];
}

const line = (id: string, day: number) => JSON.stringify({ user_id: id, updated_at: `2026-03-0${day}T00:00:00.000Z` });

describe('users whom an export lists twice', () => {
    it('are left with their newest line', async () => {
        const lines = [
            line('auth0|a', 2),
            line('auth0|b', 1),
            line('auth0|a', 3),
            line('auth0|c', 1),
            line('auth0|a', 1),
        ];
        assert.deepEqual(await leftOf(lines), [`${[lines[1], lines[2], lines[3]].join('\n')}\n`, 3]);
    });

    it('are found wherever the ID stands in the line, and however it is escaped', async () => {
        const lines = [
            '{"user_id":"auth0|a\\u002fb","updated_at":"2026-03-01"}',
            '{"updated_at":"2026-03-02","user_id":"auth0|a/b"}',
        ];
        assert.deepEqual(await leftOf(lines), [`${lines[1]}\n`, 1]);
    });

    it('are not made of IDs that are not UTF-8, which read alike', async () => {
        const lines = ['{"user_id":"auth0|\xe9"}', '{"user_id":"auth0|\xe8"}'];
        const [, left] = await leftOf(lines, 'latin1');
        assert.equal(left, 2);
        const same = '{"user_id":"auth0|\uFFFD"}';
        assert.deepEqual(await leftOf([same, same]), [`${same}\n`, 1]);
    });

    it('are not made of lines that name nobody', async () => {
        const lines = [
            '{"user_id":"auth0',
            '{"user_id":"auth0',
            '{"user_id":""}',
            '{"user_id":""}',
            '{}',
            '{}',
            'null',
            'x',
        ];
        assert.deepEqual(await leftOf(lines), [`${lines.join('\n')}\n`, lines.length]);
    });
});
