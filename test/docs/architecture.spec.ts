import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { REPOSITORY, readDocument } from './markdown.ts';

const TEXT = readDocument('docs/architecture.md');

/** Gives the names in backticks in the first cell of each row of a section's table. */
function namesIn(heading: string): string[] {
    const section = (TEXT.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0] ?? '';
    return [...section.matchAll(/^\| ([^|]*)\|/gm)].flatMap(([, cell]) =>
        [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
    );
}

describe('docs/architecture.md', () => {
    it('has a row for every rule of imports that is checked, and for no other', () => {
        const { forbidden } = createRequire(import.meta.url)(join(REPOSITORY, '.dependency-cruiser.cjs')) as {
            forbidden: { readonly name: string }[];
        };
        assert.deepEqual(namesIn('Who may import whom').sort(), forbidden.map(({ name }) => name).sort());
    });

    it('has a row for every room and file of the migrator', () => {
        const found = readdirSync(join(REPOSITORY, 'migrator'), { withFileTypes: true }).map((entry) =>
            entry.isDirectory() ? `${entry.name}/` : entry.name,
        );
        assert.deepEqual(namesIn('The rooms of the migrator').sort(), found.sort());
    });

    it('has a row for every room of the local tenant', () => {
        const rooms = readdirSync(join(REPOSITORY, 'local', 'tenant'), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map(({ name }) => `${name}/`);
        const documented = namesIn('The rooms of the local tenant').filter((name) => name !== 'local/tenant/');
        assert.deepEqual(documented.sort(), rooms.sort());
    });
});
