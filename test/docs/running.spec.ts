import assert from 'node:assert/strict';
import { DECIDING } from '../../components/run-changes.ts';
import { RUN_FILES, runFileOf } from '../../migrator/run-store/files.ts';
import { readDocument } from './markdown.ts';

const rowsOf = (heading: string): string[][] =>
    (readDocument('docs/running.md').split(`\n## ${heading}\n`)[1] ?? '')
        .split('\n## ')[0]
        ?.split('\n')
        .filter((line) => line.startsWith('| '))
        .slice(2)
        .map((line) =>
            line
                .split('|')
                .slice(1, -1)
                .map((cell) => cell.trim()),
        ) ?? [];

describe('docs/running.md', () => {
    it("lists every file of a run's folder: what is in it, what is personal, and how long it is kept", () => {
        assert.deepEqual(
            rowsOf('The files of a run'),
            RUN_FILES.map(({ names, holds, personal, kept }) => [
                names.map((name) => `\`${name}\``).join(', '),
                holds,
                personal,
                kept,
            ]),
        );
    });

    it('names files as the run does', () => {
        for (const file of RUN_FILES)
            for (const name of file.names) assert.equal(runFileOf(name.replace('N', '12')), file, name);
    });

    it('lists every input whose change makes `up` offer a pass', () => {
        const [row] = rowsOf('When `up` makes a pass');
        assert.deepEqual(
            [...(row?.[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name).sort(),
            [...DECIDING].sort(),
        );
    });
});
