import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const LOADER = pathToFileURL(join(import.meta.dirname, '../../../migrator/definition/import-definition.ts')).href;
const FILES = {
    'words.ts': "export const words: string = 'written as a module';",
    'module.ts':
        "import { words } from './words.ts';\nimport old from 'old';\n\nexport default `${words}, with ${old}`;",
    'common.cjs': "module.exports = 'written for CommonJS';",
    'node_modules/old/package.json': '{"main":"index.js"}',
    'node_modules/old/index.js': "// import and export are words of a comment here\nmodule.exports = 'an old package';",
};

describe('a definition', function () {
    this.timeout(60_000);
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'definition-'));
        await mkdir(join(folder, 'node_modules', 'old'), { recursive: true });
        for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    for (const [project, manifest] of Object.entries({
        'of modules': { type: 'module' },
        'of CommonJS': { type: 'commonjs' },
        'that does not say': {},
    }))
        it(`is loaded as it is written in a project ${project}, without a warning of Node`, async () => {
            await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
            const program = `const { importDefinition } = await import(${JSON.stringify(LOADER)});
                for (const name of ['module.ts', 'common.cjs'])
                    console.log((await importDefinition(new URL(name, ${JSON.stringify(pathToFileURL(`${folder}/`).href)}).href)).default);`;
            const args = ['--input-type=module', '--eval', program];
            const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
            assert.equal(stdout, 'written as a module, with an old package\nwritten for CommonJS\n');
            assert.equal(stderr, '');
        });
});
