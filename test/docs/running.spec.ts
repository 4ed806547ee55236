import assert from 'node:assert/strict';
import { inputsThatDecide } from '../../components/run-inputs.ts';
import * as migrator from '../../migrator/index.ts';
import { RUN_FILES, runFileOf } from '../../migrator/run-store/files.ts';
import { readDocument, tableRows } from './markdown.ts';

const rowsOf = (heading: string) => tableRows(readDocument('docs/running.md'), heading);

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
            inputsThatDecide(migrator).sort(),
        );
    });
});
