import assert from 'node:assert/strict';
import { childArguments } from '../../../migrator/child/child-arguments.ts';

const HEAP = { semiSpaceMb: 8, oldSpaceMb: 1024 };
const ADDED = ['--inspect-port=0', '--max-semi-space-size=8', '--max-old-space-size=1024'];

describe('the Node options of a child', () => {
    it('are those of its parent, and its own heap behind them', () => {
        const parent = ['--import', './hook.js', '-C', 'development', '--use-system-ca', '--max-old-space-size=64'];
        assert.deepEqual(childArguments(parent, HEAP), [...parent, ...ADDED]);
    });

    it('say how far the old generation grows before it is marked, where that is given', () => {
        assert.deepEqual(childArguments([], { ...HEAP, initialOldSpaceMb: 48 }), [
            ...ADDED,
            '--initial-old-space-size=48',
        ]);
    });

    it('say nothing of what the parent runs and who watches it', () => {
        const parent = [
            '--inspect=9229',
            '--inspect-brk',
            '-e',
            'main()',
            '--input-type',
            'module',
            '--watch',
            '--test',
            '-p',
            '1',
        ];
        assert.deepEqual(childArguments([...parent, '--no-warnings'], HEAP), ['--no-warnings', ...ADDED]);
    });
});
