import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { crashLines } from '../../../migrator/child/crash-lines.ts';

const SECRET = 'a client secret of ours';

function stderrOf(code: string, ...options: string[]): string[] {
    const { stderr } = spawnSync(process.execPath, [...options, '-e', code], { encoding: 'utf8' });
    return stderr.split('\n');
}

describe('the last lines of a dead process', () => {
    it('are what V8 writes when its heap is full', () => {
        const lines = stderrOf(
            'const all = []; for (;;) all.push(new Array(1000).fill(all.length));',
            '--max-old-space-size=10',
        );
        const kept = crashLines(lines, []);
        assert.ok(kept.length >= 3, kept.join('\n'));
        assert.ok(kept.some((line) => /node::/.test(line)));
    });

    it('are what Node writes about an error that nobody caught, but for what may be secret or personal', () => {
        const message = `no user jane.doe@example.com with ${SECRET} or Abc123Abc123Abc123Abc123Abc123`;
        const kept = crashLines(stderrOf(`throw new RangeError(${JSON.stringify(message)})`), [SECRET]);
        assert.equal(kept[0], 'RangeError: no user [address] with [secret] or [key]');
        assert.match(kept[1] ?? '', /^ {4}at /);
        assert.match(kept.at(-1) ?? '', /^Node\.js v/);
    });

    it('leave out whatever else was written', () => {
        const lines = [
            'Jane Doe, born 1970',
            '{"email":"jane@example.com"}',
            '  $2b$10$abcdefghijklmnopqrstuv',
            SECRET,
        ];
        assert.deepEqual(crashLines(lines, [SECRET]), []);
    });

    it('keep paths, also those of packages with a scope', () => {
        const line = '    at run (/work/node_modules/@pulumi/pulumi/cmd/DynamicProvider2/index.js:10:5)';
        assert.deepEqual(crashLines([line], []), [line]);
    });
});
