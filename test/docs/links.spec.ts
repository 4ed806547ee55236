import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { headingAnchors, ownDocuments, REPOSITORY, readDocument, relativeLinks } from './markdown.ts';

describe('the links of the documents', () => {
    const documents = ownDocuments();

    for (const document of documents) {
        it(`of ${document} lead to files and headings that are there`, () => {
            const dead = relativeLinks(document).filter(({ path, anchor }) => {
                if (!existsSync(join(REPOSITORY, path))) return true;
                return anchor !== '' && path.endsWith('.md') && !headingAnchors(readDocument(path)).has(anchor);
            });
            assert.deepEqual(
                dead.map(({ path, anchor }) => `${path}#${anchor}`),
                [],
            );
        });
    }

    it('lead from README.md to every page', () => {
        const linked = (document: string) =>
            relativeLinks(document)
                .map(({ path }) => (existsSync(path) && statSync(path).isDirectory() ? join(path, 'README.md') : path))
                .filter((path) => documents.includes(path));
        const reached = new Set(['README.md']);
        for (const document of reached) for (const path of linked(document)) reached.add(normalize(path));
        // Changes come with a release, and templates with a new project.
        const pages = documents.filter((path) => !/^(\.changeset|templates)\b/.test(path));
        assert.deepEqual(
            pages.filter((page) => !reached.has(page)),
            [],
        );
    });
});
