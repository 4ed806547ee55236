import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../../../scripts/packages.ts';

const FOLDER = join(REPOSITORY, 'migrator', 'definition');
/** The types of a definition that people write; schemas and checked shapes are ours. */
const FILES = [
    ...readdirSync(FOLDER)
        .filter((name) => name.endsWith('-definition.ts') && !/^(?:checked|import)-/.test(name))
        .map((name) => join(FOLDER, name)),
    join(REPOSITORY, 'migrator', 'users', 'password-hashes', 'description.ts'),
];

describe('the types of a definition', () => {
    for (const file of FILES)
        it(`explain each field at every depth, and its default: ${file.slice(REPOSITORY.length + 1)}`, () => {
            const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
            const lacking: string[] = [];
            let fields = 0;
            const visit = (node: ts.Node): void => {
                if (ts.isPropertySignature(node)) {
                    fields += 1;
                    const docs = ts.getJSDocCommentsAndTags(node).map((doc) => doc.getText());
                    const mayBeNever = node.type?.getText() === 'undefined';
                    const hasDefault = docs.some((doc) => doc.includes('@default'));
                    if (docs.length === 0) lacking.push(`${node.name.getText()}: a docstring`);
                    else if (node.questionToken && !mayBeNever && !hasDefault)
                        lacking.push(`${node.name.getText()}: @default`);
                }
                ts.forEachChild(node, visit);
            };
            visit(source);
            assert.ok(fields > 0);
            assert.deepEqual(lacking, []);
        });
});
