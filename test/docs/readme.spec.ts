import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { codeBlocks, REPOSITORY, readDocument } from './markdown.ts';

const run = promisify(execFile);
const README = readDocument('README.md');

/** What this very test is part of, or what a whole end-to-end test is about. */
const RUN_ELSEWHERE = ['npm ci && npm start\n', 'npm test\n'];

/** What the program of the cut-over goes on from. */
const TENANTS_AND_CLIENTS =
    'declare const source: Auth0Tenant, target: Auth0Tenant, web: string, mobile: string, importer: string;';

describe('README.md', function () {
    this.timeout(300_000);

    it('begins with how to see it work and how to test it', () => {
        assert.deepEqual(codeBlocks(README, 'bash').slice(0, 2), RUN_ELSEWHERE);
    });

    for (const block of codeBlocks(README, 'bash').filter((text) => !RUN_ELSEWHERE.includes(text))) {
        it(`has a command that works: ${block.trim()}`, async () => {
            await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: REPOSITORY });
        });
    }

    it('prints the project that `init` writes, which a test of that command runs', () => {
        const [program, definition] = codeBlocks(README, 'ts');
        assert.equal(program, readDocument('templates/two-tenants/index.ts'));
        assert.equal(definition, readDocument('templates/two-tenants/migrations/0001-customers.ts'));
    });

    it('has programs and a definition that compile', () => {
        const [program, definition, switched, ...others] = codeBlocks(README, 'ts');
        assert.deepEqual(others, []);
        const components = "import { Auth0Tenant, DatabaseConnection, UserMigration } from './components/index.ts';";
        assert.deepEqual(
            compile({
                'readme-program.ts': program ?? '',
                'readme-definition.ts': definition ?? '',
                'readme-cutover.ts': `${components}\n${TENANTS_AND_CLIENTS}\n${switched ?? ''}\nexport { customers, legacy, UserMigration };`,
            }),
            [],
        );
    });
});

/** Compiles files that are in memory only, as if they lay in the repository's folder; gives what the compiler says. */
function compile(files: Readonly<Record<string, string>>): string[] {
    const texts = new Map(Object.entries(files).map(([name, text]) => [join(REPOSITORY, name), text]));
    const { config } = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
        config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, REPOSITORY);
    const host = ts.createCompilerHost(options);
    host.fileExists = (path) => texts.has(path) || ts.sys.fileExists(path);
    host.readFile = (path) => texts.get(path) ?? ts.sys.readFile(path);
    const program = ts.createProgram([...texts.keys()], options, host);
    return [...texts.keys()].flatMap((path) =>
        ts
            .getPreEmitDiagnostics(program, program.getSourceFile(path))
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    );
}
