import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CLI, LOCAL_TENANT } from '../docs/copied-example.ts';

const PROGRAMS = {
    'auth0-user-migration': {
        entry: CLI,
        commands: 'init plan run rollback reset-passwords diagnose moved show stop purge'.split(' '),
    },
    'auth0-local-tenant': { entry: LOCAL_TENANT, commands: 'start pair show'.split(' ') },
} as const;

describe('the help', function () {
    this.timeout(300_000);

    for (const [program, { entry, commands }] of Object.entries(PROGRAMS)) {
        const helps = new Map<string, string>();
        before(async () => {
            for (const command of ['', ...commands]) {
                const words = [...command.split(' ').filter((word) => word !== ''), '--help'];
                helps.set(command, (await promisify(execFile)(process.execPath, [entry, ...words])).stdout);
            }
        });

        it(`of ${program} lists each command, and only those`, () => {
            const [, list = ''] = /^Commands:\n(.*?)\n\n/ms.exec(helps.get('') ?? '') ?? [];
            const listed = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
            // Those of the repository are in no installed package.
            const ours = listed.filter((name) => !/^(help|rehearse|tenant|pulumi)$/.test(name ?? ''));
            assert.deepEqual(ours.sort(), [...commands].sort());
        });

        for (const command of ['', ...commands])
            it(`of ${program} ${command} ends with examples that it would take, in 80 columns`, () => {
                const help = helps.get(command) ?? '';
                const [, examples = ''] = /\n\nExamples:\n(.*)$/s.exec(help) ?? [];
                const calls = [...examples.replaceAll(/ \\\n */g, ' ').matchAll(/^ {4}npx (\S+) (\S+) ?(.*)$/gm)];
                assert.ok(calls.length > 0, help);
                for (const [call, name, called = '', rest = ''] of calls) {
                    assert.equal(name, program, call);
                    if (command !== '') assert.equal(called, command, call);
                    const of = helps.get(called) ?? '';
                    for (const [flag] of rest.matchAll(/--[a-z-]+/g))
                        assert.match(of, new RegExp(`^ {2}${flag}\\b`, 'm'), call);
                }
                for (const line of help.split('\n')) assert.ok(line.length <= 80, line);
                // Nothing is said twice, or in the words of a programmer.
                assert.doesNotMatch(help, /\(default: \[\]|default.*\(default:/);
            });
    }
});
