import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { errorsOf, ThingsStack, thingSteps } from './things-stack.ts';

describe('a refresh of the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('takes over what the provider reads', async () => {
        await stack.run('up', [
            { name: 'one', inputs: { drift: { size: 7 } } },
            { name: 'two', dependsOn: ['one'] },
        ]);
        stack.takeCalls();
        const result = await stack.run('refresh', []);
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(stack.takeCalls(), ['read one', 'read two']);
        assert.equal(stack.thing('one')?.outputs['size'], 7);
        assert.deepEqual(thingSteps(result).length, 2);
    });

    it('forgets what is gone, and every reference to it', async () => {
        await stack.run('up', [
            { name: 'one', inputs: { gone: true } },
            { name: 'two', source: 'one' },
        ]);
        const result = await stack.run('refresh', []);
        assert.deepEqual(result.changes, { same: 2, delete: 1 });
        assert.equal(stack.thing('one'), undefined);
        assert.deepEqual(stack.thing('two')?.dependencies, []);

        const again = await stack.run('up', [{ name: 'one' }, { name: 'two', source: 'one' }]);
        assert.deepEqual(thingSteps(again), ['create one', 'same two']);
    });
});
