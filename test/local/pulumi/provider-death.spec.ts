import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ThingDescription } from './fixtures/things/index.ts';
import { errorsOf, ThingsStack } from './things-stack.ts';

describe('a dynamic-provider process that dies', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    const dying = (method: string, by: string | number, name = 'one'): ThingDescription => ({
        name,
        inputs: { die: { in: method, by } },
    });
    const assertToldOf = (errors: readonly string[], method: string, how: string) => {
        const [first = ''] = errors;
        assert.match(first, new RegExp(`^The dynamic-provider process \\d+ of the program ${how}\\.`));
        assert.match(first, new RegExp(`Last lines of its stderr:\\n(.*\\n)*  something broke in ${method}\\n`));
        assert.match(first, /run again/);
    };

    for (const [by, how] of [
        ['SIGSEGV', 'was killed by SIGSEGV'],
        ['SIGKILL', 'was killed by SIGKILL'],
        [7, 'ended with exit code 7'],
    ] as const) {
        it(`in check and create ${how}, and the run says so with its last lines`, async () => {
            for (const method of ['check', 'create']) {
                const result = await stack.run('up', [dying(method, by)]);
                assert.equal(result.failed, true);
                assertToldOf(errorsOf(result), method, how);
                assert.equal(stack.thing('one'), undefined);
            }
        });
    }

    it('in diff, read and delete: the run says so, and the state stays', async () => {
        await stack.run('up', [{ name: 'one', inputs: { hue: 1 } }]);
        const diff = await stack.run('up', [{ name: 'one', inputs: { hue: 2, die: { in: 'diff', by: 'SIGSEGV' } } }]);
        assert.equal(diff.failed, true);
        assertToldOf(errorsOf(diff), 'diff', 'was killed by SIGSEGV');

        const behaviour = { name: 'one', inputs: { die: { in: 'read', by: 'SIGABRT' } } };
        await stack.run('up', [behaviour]);
        const read = await stack.run('refresh', [behaviour]);
        assert.equal(read.failed, true);
        assertToldOf(errorsOf(read), 'read', 'was killed by SIGABRT');

        await stack.run('up', [dying('delete', 3)]);
        const deletion = await stack.run('destroy', []);
        assert.equal(deletion.failed, true);
        assertToldOf(errorsOf(deletion), 'delete', 'ended with exit code 3');
        assert.notEqual(stack.thing('one'), undefined);
    });

    it('while nobody waits for it is a warning with its signal', async () => {
        let pid = 0;
        const result = await stack.run('up', [{ name: 'one' }], {
            onEvent: (event) => {
                if (event.type === 'provider-started') pid = event.pid;
                const isLast = event.type === 'step-finished' && event.step.urn.endsWith('Thing::one');
                if (isLast) process.kill(pid, 'SIGTERM');
            },
        });
        assert.equal(result.failed, false);
        const warnings = result.diagnostics.filter(({ severity }) => severity === 'warning');
        assert.match(warnings[0]?.message ?? '', new RegExp(`process ${pid} of the program was killed by SIGTERM`));
    });

    it('is told from a connection that broke while the process lives', async () => {
        let pid = 0;
        const result = await stack.run('up', [{ name: 'one', inputs: { hangUp: true } }], {
            onEvent: (event) => {
                if (event.type === 'provider-started') pid = event.pid;
            },
        });
        assert.equal(result.failed, true);
        assert.match(
            errorsOf(result)[0] ?? '',
            new RegExp(`connection to the dynamic-provider process ${pid} broke, and the process still runs`),
        );
    });
});
