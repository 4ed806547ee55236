import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { EngineEvent } from '../../../local/pulumi/engine/engine-event.ts';
import { errorsOf, THINGS_FOLDER, ThingsStack, thingSteps } from './things-stack.ts';

const PULUMI = join(import.meta.dirname, '..', '..', '..', 'local', 'pulumi', 'bin', 'pulumi');

describe('an interruption of the local Pulumi host', () => {
    let stack: ThingsStack;
    let gate: string;

    beforeEach(() => {
        stack = new ThingsStack();
        gate = join(stack.folder, 'gate');
    });
    afterEach(() => {
        stack.remove();
    });

    /** A thing whose create says that it began, and goes on when the gate file exists. */
    const slowThing = (): Parameters<ThingsStack['run']>[1][number] => ({
        name: 'slow',
        knowsItsUrn: true,
        inputs: { statuses: ['began'], waitFor: gate },
    });

    it('by kill -9 of the provider fails the run, records nothing, and the next run creates again', async () => {
        let pid = 0;
        const result = await stack.run('up', [{ name: 'first' }, { ...slowThing(), dependsOn: ['first'] }], {
            onEvent: (event) => {
                if (event.type === 'provider-started') {
                    pid = event.pid;
                } else if (event.type === 'status' && event.message === 'began') {
                    process.kill(pid, 'SIGKILL');
                }
            },
        });
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /dynamic-provider process .* was killed by SIGKILL/);
        assert.notEqual(stack.thing('first'), undefined);
        assert.equal(stack.thing('slow'), undefined);
        assert.deepEqual(stack.state.pending_operations, []);
        assert.deepEqual(stack.takeCalls(), ['create first', 'create slow']);

        writeFileSync(gate, '');
        const again = await stack.run('up', [{ name: 'first' }, { ...slowThing(), dependsOn: ['first'] }]);
        assert.deepEqual(thingSteps(again), ['same first', 'create slow']);
        assert.deepEqual(stack.takeCalls(), ['create slow']);
    });

    it('by kill -9 of the host leaves the step pending; the next run warns, takes the lock over and creates again', async () => {
        const options = {
            command: 'up',
            projectFolder: THINGS_FOLDER,
            stack: 'dev',
            stateFile: stack.stateFile,
            config: { things: JSON.stringify([slowThing()]) },
        };
        const script = join(import.meta.dirname, 'fixtures', 'run-host.ts');
        const host = spawn(process.execPath, [script, JSON.stringify(options)], { env: stack.env });
        const ended = once(host, 'exit');
        let provider = 0;
        for await (const line of createInterface({ input: host.stdout })) {
            const event = JSON.parse(line) as EngineEvent;
            if (event.type === 'provider-started') {
                provider = event.pid;
            } else if (event.type === 'status') {
                host.kill('SIGKILL');
            }
        }
        await ended;
        // As with the real CLI, the provider lives on; here it only waits, and must not go on beside the next one.
        process.kill(provider, 'SIGKILL');
        assert.deepEqual(
            stack.state.pending_operations.map(({ type, resource }) => [type, resource.urn.split('::').at(-1)]),
            [['creating', 'slow']],
        );

        writeFileSync(gate, '');
        const again = await stack.run('up', [slowThing()]);
        assert.equal(again.failed, false);
        assert.deepEqual(thingSteps(again), ['create slow']);
        assert.match(
            again.diagnostics[0]?.message ?? '',
            /1 pending operations[^]*Thing::slow, interrupted while creating/,
        );
        assert.deepEqual(stack.takeCalls(), ['create slow', 'create slow']);

        await stack.run('refresh', []);
        assert.deepEqual(stack.state.pending_operations, []);
    });

    it('once lets the running step finish, saves it, and begins nothing new', async () => {
        const interruption = new AbortController();
        const result = await stack.run('up', [slowThing(), { name: 'next', source: 'slow' }], {
            signal: interruption.signal,
            onEvent: (event) => {
                if (event.type === 'status') {
                    interruption.abort();
                    writeFileSync(gate, '');
                }
            },
        });
        assert.equal(result.failed, true);
        assert.deepEqual(errorsOf(result), ['update canceled']);
        assert.deepEqual(thingSteps(result), ['create slow']);
        assert.notEqual(stack.thing('slow'), undefined);
        assert.equal(stack.thing('next'), undefined);
        assert.deepEqual(stack.takeCalls(), ['create slow']);
    });

    it('twice ends the provider and leaves the step pending', async () => {
        const interruption = new AbortController();
        const termination = new AbortController();
        let providerEnded = false;
        const result = await stack.run('up', [slowThing()], {
            signal: interruption.signal,
            terminate: termination.signal,
            onEvent: (event) => {
                if (event.type === 'status') {
                    interruption.abort();
                    termination.abort();
                }
                providerEnded ||= event.type === 'provider-ended';
            },
        });
        assert.equal(result.failed, true);
        assert.equal(providerEnded, true);
        assert.deepEqual(
            stack.state.pending_operations.map(({ type }) => type),
            ['creating'],
        );
    });

    it('twice ends the command with the exit code of the CLI, and once does not', async () => {
        const things = JSON.stringify([slowThing()]);
        const args = ['up', '--cwd', THINGS_FOLDER, '--state', stack.stateFile, '--config', `things=${things}`];
        const interrupt = async (isSecond: boolean): Promise<unknown> => {
            const command = spawn(process.execPath, [PULUMI, ...args], { env: stack.env });
            const ended = once(command, 'close');
            command.stdout.on('data', (shown: Buffer) => {
                if (shown.includes('began')) command.kill('SIGINT');
            });
            command.stderr.on('data', (said: Buffer) => {
                if (!said.includes('Cancelling')) return;
                if (isSecond) command.kill('SIGINT');
                else writeFileSync(gate, '');
            });
            return ((await ended) as [unknown])[0];
        };
        assert.equal(await interrupt(true), 8);
        assert.equal(await interrupt(false), 1);
    });

    it('leaves no process behind', async () => {
        let pid = 0;
        await stack.run('up', [{ name: 'one' }], {
            onEvent: (event) => {
                pid = event.type === 'provider-started' ? event.pid : pid;
            },
        });
        assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    });

    it('of a stack by a second run is refused while the first one works', async () => {
        let refusal: Promise<void> | undefined;
        await stack.run('up', [slowThing()], {
            onEvent: (event) => {
                if (event.type === 'status') {
                    refusal = assert.rejects(
                        stack.run('up', []),
                        new RegExp(`the stack is locked by process ${process.pid} on `),
                    );
                    void refusal.then(() => {
                        writeFileSync(gate, '');
                    });
                }
            },
        });
        await refusal;
    });
});
