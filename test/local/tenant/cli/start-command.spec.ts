import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const PROGRAM = `
    import { createStartCommand } from './local/tenant/cli/start-command.ts';
    await createStartCommand().parseAsync(process.argv.slice(1), { from: 'user' });
`;

const run = (...flags: string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', PROGRAM, '--', ...flags]);

describe('the command `start`', () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
        it(`prints one JSON line when it is ready, and ends well on ${signal}`, async () => {
            const child = run('--json', '--port', '0');
            const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
            const ready = JSON.parse(line) as Record<string, string>;
            assert.deepEqual(Object.keys(ready), ['domain', 'caFile', 'clientId', 'clientSecret']);
            assert.match(String(ready['domain']), /^localhost:\d+$/);
            await access(String(ready['caFile']));
            child.kill(signal);
            const [code] = (await once(child, 'exit')) as [number | null];
            assert.equal(code, 0);
            await assert.rejects(access(String(ready['caFile'])));
        });

    for (const [flags, message] of [
        [['--plan', 'gold'], /Allowed choices are free, essentials/],
        [['--port', '70000'], /Expected a whole number from 0 to 65535/],
        [['--job-rate', '-1'], /Expected a number above 0/],
        [['--search-lag', 'later'], /Expected a number, 0 or more/],
    ] as const)
        it(`refuses ${flags.join(' ')}`, async () => {
            const child = run(...flags);
            let text = '';
            child.stderr.on('data', (chunk: Buffer) => {
                text += chunk.toString();
            });
            const [code] = (await once(child, 'close')) as [number | null];
            assert.notEqual(code, 0);
            assert.match(text, message);
        });
});
