import assert from 'node:assert/strict';
import { Line } from '../../../migrator/records/lines.ts';
import { readSourceLine } from '../../../migrator/users/source-record.ts';

/** Reads a line that stands between others in its chunk. */
function read(bytes: Buffer) {
    const chunk = Buffer.concat([Buffer.from('\xff\n', 'latin1'), bytes, Buffer.from('\n\xff', 'latin1')]);
    return readSourceLine(
        new Line(chunk, [2, 2 + bytes.length], { number: 1, offset: 2, isCut: false }),
        undefined,
        'db',
    );
}

function lineOf(name: string): Buffer {
    return Buffer.from(JSON.stringify({ user_id: 'auth0|1', email: 'ada@example.com', name }));
}

describe('a line of a source', () => {
    it('is read with every character that UTF-8 has, and without the mark before the first', () => {
        for (const name of ['Ada', 'Zoë', '李', '🦉', '\uFFFD']) {
            for (const mark of ['', '\uFEFF']) {
                const user = read(Buffer.concat([Buffer.from(mark), lineOf(name)]));
                assert.ok(!('reason' in user), name);
                assert.equal(user.profile['name'], name);
            }
        }
    });

    it('is refused where it is not UTF-8', () => {
        const [before = '', behind = ''] = lineOf('|||').toString().split('|||');
        for (const broken of ['\xe9', '\xc3', '\xf0\x9f\xa6', '\xed\xa0\x80', '\x80']) {
            const user = read(Buffer.concat([Buffer.from(before), Buffer.from(broken, 'latin1'), Buffer.from(behind)]));
            assert.ok('reason' in user);
            assert.deepEqual([user.reason, user.detail], ['LINE_UNREADABLE', 'the line is not UTF-8']);
        }
    });
});
