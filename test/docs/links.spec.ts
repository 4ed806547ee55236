import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownDocuments, REPOSITORY, readDocument } from './markdown.ts';

describe('the links of the documents', () => {
    for (const document of ownDocuments()) {
        it(`of ${document} lead to files that are there`, () => {
            const targets = [...readDocument(document).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(
                ([, target]) => target ?? '',
            );
            const dead = targets.filter((target) => !existsSync(join(REPOSITORY, dirname(document), target)));
            assert.deepEqual(dead, []);
        });
    }
});
