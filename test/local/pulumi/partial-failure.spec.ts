import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { errorsOf, ThingsStack, thingSteps } from './things-stack.ts';

describe('a half-done step of the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('is saved after a create with the new inputs and what the provider had', async () => {
        const result = await stack.run('up', [
            { name: 'one', inputs: { size: 1, partialCreate: ['out of time', 'half the users are left'] } },
            { name: 'two', source: 'one' },
        ]);
        assert.equal(result.failed, true);
        assert.deepEqual(errorsOf(result), [
            '2 errors occurred:\n\t* out of time\n\t* half the users are left',
            'update failed',
        ]);
        const state = stack.thing('one');
        assert.equal(state?.id, 'one-id');
        assert.equal(state.inputs['size'], 1);
        assert.equal(state.outputs['stage'], 'half');
        assert.deepEqual(state.initErrors, ['out of time', 'half the users are left']);
        assert.equal(stack.thing('two'), undefined);
        assert.deepEqual(stack.takeCalls(), ['create one']);
    });

    it('is gone on with by an update, even though nothing changed, and then it is done', async () => {
        const things = [{ name: 'one', inputs: { partialCreate: ['out of time'] } }];
        await stack.run('up', things);
        stack.takeJournal();

        const second = await stack.run('up', things);
        assert.deepEqual(errorsOf(second), []);
        assert.deepEqual(thingSteps(second), ['update one']);
        const [update] = stack.takeJournal().filter(({ call }) => call === 'update');
        assert.equal(update?.['stage'], 'half');
        assert.equal(stack.thing('one')?.initErrors, undefined);

        assert.deepEqual(thingSteps(await stack.run('up', things)), ['same one']);
    });

    it('is saved after an update with the old inputs, so that the difference stays', async () => {
        await stack.run('up', [{ name: 'one', inputs: { size: 1 } }]);
        const things = [{ name: 'one', inputs: { size: 2, partialUpdate: ['out of time'] } }];
        const failed = await stack.run('up', things);
        assert.equal(failed.failed, true);
        const state = stack.thing('one');
        assert.equal(state?.inputs['size'], 1);
        assert.equal(state.outputs['size'], 2);
        assert.equal(state.outputs['stage'], 'half updated');
        assert.deepEqual(state.initErrors, ['out of time']);

        const result = await stack.run('up', [{ name: 'one', inputs: { size: 2 } }]);
        assert.deepEqual(thingSteps(result), ['update one']);
        assert.ok(result.steps.some(({ diffs }) => diffs?.some(({ path }) => path[0] === 'size')));
    });

    it('keeps the outputs of the stack that the failed run does not know', async () => {
        const first = await stack.run('up', [{ name: 'one' }]);
        const failed = await stack.run('up', [{ name: 'one', inputs: { partialUpdate: ['out of time'] } }]);
        assert.deepEqual(failed.outputs, first.outputs);
    });

    it('is forgiven by a refresh that can read the resource', async () => {
        await stack.run('up', [{ name: 'one', inputs: { partialCreate: ['out of time'] } }]);
        await stack.run('refresh', []);
        assert.equal(stack.thing('one')?.initErrors, undefined);
    });
});
