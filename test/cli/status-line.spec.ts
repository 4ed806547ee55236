import assert from 'node:assert/strict';
import { openStatusLine, type StatusStream } from '../../cli/status-line.ts';

function openStatus(isTTY: boolean) {
    let text = '';
    let tick: () => void = () => undefined;
    const stream: StatusStream = { isTTY, columns: 20, write: (part) => (text += part) };
    const status = openStatusLine(stream, (callback) => {
        tick = callback;
        return () => undefined;
    });
    const shown = () => {
        const all = text;
        text = '';
        return all;
    };
    return {
        status,
        shown,
        tick: () => {
            tick();
        },
    };
}

describe('a status line', () => {
    it('is a line now and then where nobody watches, and none once it is over', () => {
        const { status, shown, tick } = openStatus(false);
        status.set(() => 'moving users');
        assert.equal(shown(), '');
        tick();
        assert.equal(shown(), 'moving users\n');
        status.set(undefined);
        tick();
        assert.equal(shown(), '');
    });

    it('is written over at a terminal, no wider than it, and taken off once it is over', () => {
        const { status, shown, tick } = openStatus(true);
        status.set(() => 'moving 4,875 users of 5,000');
        assert.equal(shown(), '\r\u001b[Kmoving 4,875 users ');
        status.set(undefined);
        assert.equal(shown(), '\r\u001b[K');
        tick();
        assert.equal(shown(), '');
    });
});
