import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { printText, wrapText } from '../../cli/terminal-text.ts';

function print(text: string, terminal: object): string {
    const stream = Object.assign(new PassThrough(), terminal);
    printText(text, stream);
    return String(stream.read());
}

describe('the text of a command', () => {
    const { NO_COLOR, FORCE_COLOR } = process.env;
    beforeEach(() => {
        delete process.env['NO_COLOR'];
        delete process.env['FORCE_COLOR'];
    });
    afterEach(() => {
        delete process.env['NO_COLOR'];
        Object.assign(process.env, NO_COLOR === undefined ? {} : { NO_COLOR });
        Object.assign(process.env, FORCE_COLOR === undefined ? {} : { FORCE_COLOR });
    });

    it('is wrapped at words, with what follows two columns deeper', () => {
        assert.equal(
            wrapText('  excluded  75  (EMAIL_INVALID 25, METADATA_KEY_RESERVED 25)\nshort', 40),
            '  excluded  75  (EMAIL_INVALID 25,\n    METADATA_KEY_RESERVED 25)\nshort',
        );
    });

    it('leaves a word whole that is longer than a line, since it may be copied', () => {
        const path = `/${'folder/'.repeat(10)}`;
        assert.equal(wrapText(`The file ${path} is there`, 20), `The file\n  ${path}\n  is there`);
    });

    it('holds each line of a report within 80 columns', () => {
        const line = `      assigned  ${'4,875 roles of users, '.repeat(12)}`;
        for (const part of wrapText(line, 80).split('\n')) assert.ok(part.length <= 80, part);
    });

    it('is colored at a terminal, and as it is anywhere else and with NO_COLOR', () => {
        // The rest of the environment may say that this is a build machine, which has no colors.
        const ofEnvironment = ({ NO_COLOR }: NodeJS.ProcessEnv) => (NO_COLOR === undefined ? {} : { NO_COLOR });
        const getColorDepth = () =>
            WriteStream.prototype.getColorDepth({ TERM: 'xterm-256color', ...ofEnvironment(process.env) });
        const terminal = { isTTY: true, columns: 80, getColorDepth };
        assert.equal(print('REFUSED RUN_LOCKED: busy', {}), 'REFUSED RUN_LOCKED: busy\n');
        assert.match(print('REFUSED RUN_LOCKED: busy', terminal), /^\u001b\[1m\u001b\[31mREFUSED RUN_LOCKED:\u001b/);
        process.env['NO_COLOR'] = '1';
        assert.equal(print('REFUSED RUN_LOCKED: busy', terminal), 'REFUSED RUN_LOCKED: busy\n');
    });
});
