import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CLI } from '../docs/copied-example.ts';

// Prints what the process loads from one package, when it ends.
const LISTING = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    let count = 0;
    registerHooks({
        load(url, context, next) {
            if (url.includes('/node_modules/auth0/')) count += 1;
            return next(url, context);
        },
    });
    process.on('exit', () => process.stderr.write(count + ' files of the SDK'));
`)}`;

describe('the start of a command', function () {
    this.timeout(120_000);

    const loads = async (...words: readonly string[]): Promise<string> => {
        const args = ['--import', LISTING, CLI, ...words];
        const { stderr } = await promisify(execFile)(process.execPath, args).catch(
            (error: unknown) => error as { stderr: string },
        );
        return stderr;
    };

    for (const words of [['--help'], ['show', 'nowhere', 'excluded']])
        it(`loads nothing of Auth0's SDK for \`${words.join(' ')}\`, which calls no tenant`, async () => {
            assert.match(await loads(...words), /^0 files of the SDK$/m);
        });
});
