import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { errorsOf, ThingsStack, thingSteps } from './things-stack.ts';

describe('the steps of the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('creates what is new, then leaves it alone', async () => {
        const things = [{ name: 'one' }, { name: 'two', source: 'one' }];
        const first = await stack.run('up', things);
        assert.deepEqual(errorsOf(first), []);
        assert.deepEqual(thingSteps(first), ['create one', 'create two']);
        assert.deepEqual(first.changes, { create: 3 });
        assert.deepEqual(first.outputs['serials'], { value: { one: 1, two: 1 }, secret: false });
        assert.deepEqual(stack.takeCalls(), ['create one', 'create two']);

        const second = await stack.run('up', things);
        assert.deepEqual(second.changes, { same: 3 });
        assert.deepEqual(second.outputs, first.outputs);
        assert.deepEqual(stack.takeCalls(), []);
    });

    it('updates in place when only the inputs differ', async () => {
        await stack.run('up', [{ name: 'one', inputs: { size: 1 } }]);
        const result = await stack.run('up', [{ name: 'one', inputs: { size: 2 } }]);
        assert.deepEqual(thingSteps(result), ['update one']);
        assert.deepEqual(result.steps.find(({ op }) => op === 'update')?.diffs, [{ path: ['size'], kind: 'update' }]);
        assert.equal(stack.thing('one')?.outputs['serial'], 2);
    });

    it('updates when the provider says so though the inputs are the same', async () => {
        const things = [{ name: 'one', inputs: { changes: true } }];
        await stack.run('up', things);
        assert.deepEqual(thingSteps(await stack.run('up', things)), ['update one']);
    });

    it('keeps the old outputs when the provider says that nothing changed', async () => {
        await stack.run('up', [{ name: 'one', inputs: { size: 1, changes: false } }]);
        const result = await stack.run('up', [{ name: 'one', inputs: { size: 2, changes: false } }]);
        assert.deepEqual(thingSteps(result), ['same one']);
        const state = stack.thing('one');
        assert.equal(state?.inputs['size'], 2);
        assert.equal(state.outputs['size'], 1);
    });

    it('creates a replacement first and deletes the old one at the end', async () => {
        const describeThings = (color: string) => [
            { name: 'one', inputs: { color, replaceKeys: ['color'] } },
            { name: 'two', source: 'one' },
        ];
        await stack.run('up', describeThings('red'));
        stack.takeCalls();
        const result = await stack.run('up', describeThings('blue'));
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(thingSteps(result), [
            'create-replacement one',
            'replace one',
            'same two',
            'delete-replaced one',
        ]);
        assert.deepEqual(result.changes, { same: 2, replace: 1 });
        assert.deepEqual(stack.takeCalls(), ['create one', 'delete one']);
        assert.equal(stack.state.resources.length, 3);
    });

    it('asks the provider to check the inputs of a replacement without the old ones', async () => {
        const describeThing = (color: string) => [{ name: 'one', inputs: { color, replaceKeys: ['color'] } }];
        await stack.run('up', describeThing('red'));
        stack.takeJournal();
        await stack.run('up', describeThing('blue'));
        const checks = stack.takeJournal().filter(({ call }) => call === 'check');
        assert.deepEqual(
            checks.map(({ hasOlds }) => hasOlds),
            [true, false],
        );
    });

    it('deletes first when the resource asks for it, and before it what would have to be replaced too', async () => {
        const describeThings = (color: string) => [
            { name: 'one', inputs: { color, replaceKeys: ['color'] }, deleteBeforeReplace: true },
            { name: 'replaced', source: 'one', inputs: { replaceKeys: ['source'] } },
            { name: 'kept', source: 'one' },
        ];
        await stack.run('up', describeThings('red'));
        stack.takeCalls();
        const result = await stack.run('up', describeThings('blue'));
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(stack.takeCalls(), ['delete replaced', 'delete one', 'create one', 'create replaced']);
        assert.deepEqual(result.changes, { same: 2, replace: 2 });
        assert.equal(stack.state.resources.length, 4);
    });

    it('creates a replacement that an earlier run deleted for and could not create', async () => {
        const describeThing = (inputs: Record<string, unknown>) => [
            { name: 'one', inputs: { ...inputs, replaceKeys: ['color'] }, deleteBeforeReplace: true },
        ];
        await stack.run('up', describeThing({ color: 'red' }));
        const failed = await stack.run('up', describeThing({ color: 'blue', failCreate: 'no blue today' }));
        assert.equal(failed.failed, true);
        assert.equal(stack.thing('one')?.pendingReplacement, true);
        stack.takeCalls();

        const result = await stack.run('up', describeThing({ color: 'blue' }));
        assert.deepEqual(thingSteps(result), ['replace one', 'create-replacement one']);
        assert.deepEqual(stack.takeCalls(), ['create one']);
        assert.equal(stack.thing('one')?.pendingReplacement, undefined);
    });

    it('replaces on a change that the resource names in replaceOnChanges', async () => {
        const describeThing = (size: number) => [{ name: 'one', inputs: { size }, replaceOnChanges: ['size'] }];
        await stack.run('up', describeThing(1));
        const result = await stack.run('up', describeThing(2));
        assert.deepEqual(result.changes, { same: 1, replace: 1 });
    });

    it('does not see a change that the resource names in ignoreChanges', async () => {
        const describeThing = (size: number) => [{ name: 'one', inputs: { size }, ignoreChanges: ['size'] }];
        await stack.run('up', describeThing(1));
        const result = await stack.run('up', describeThing(2));
        assert.deepEqual(result.changes, { same: 2 });
        assert.equal(stack.thing('one')?.inputs['size'], 1);
    });

    it('deletes what the program does not register any more, dependents first', async () => {
        await stack.run('up', [
            { name: 'one' },
            { name: 'two', source: 'one' },
            { name: 'three', dependsOn: ['two'] },
            { name: 'stays' },
        ]);
        stack.takeCalls();
        const result = await stack.run('up', [{ name: 'stays' }]);
        assert.deepEqual(stack.takeCalls(), ['delete three', 'delete two', 'delete one']);
        assert.deepEqual(result.changes, { same: 2, delete: 3 });
        assert.deepEqual(
            stack.state.resources.map(({ type }) => type),
            ['pulumi:pulumi:Stack', 'pulumi-nodejs:dynamic/fixtures:Thing'],
        );
    });

    it('destroys everything, dependents first, without the program', async () => {
        await stack.run('up', [
            { name: 'one', inside: 'box' },
            { name: 'two', source: 'one' },
        ]);
        stack.takeCalls();
        const result = await stack.run('destroy', [], { config: { things: 'not even a list' } });
        assert.deepEqual(result.changes, { delete: 4 });
        assert.deepEqual(stack.takeCalls(), ['delete two', 'delete one']);
        assert.deepEqual(stack.state.resources, []);
    });

    it('keeps a renamed resource that names its old name as an alias', async () => {
        await stack.run('up', [{ name: 'old', inputs: { label: 'x' } }]);
        const result = await stack.run('up', [{ name: 'new', inputs: { label: 'x' }, aliases: ['old'] }]);
        assert.deepEqual(result.changes, { same: 2 });
        assert.equal(stack.thing('old'), undefined);
        assert.equal(stack.thing('new')?.id, 'x-id');
    });

    it('keeps the children of a renamed component that names its old name as an alias', async () => {
        const named = (box: string) => [
            { name: `${box}-one`, inputs: { label: 'x' }, inside: box },
            { name: 'two', inputs: { label: 'y' }, inside: box },
        ];
        await stack.run('up', named('old'));
        const result = await stack.run(
            'up',
            named('new').map((thing) => ({ ...thing, insideFormer: 'old' })),
        );
        assert.deepEqual(result.changes, { same: 4 });
        assert.deepEqual([stack.thing('old-one'), stack.thing('new-one')?.id], [undefined, 'x-id']);
    });

    it('refuses to delete a protected resource and what it depends on, deletes the others, and fails', async () => {
        await stack.run('up', [{ name: 'base' }, { name: 'one', source: 'base', protect: true }, { name: 'two' }]);
        stack.takeCalls();
        const result = await stack.run('destroy', []);
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /cannot be deleted\nbecause it is protected/);
        assert.deepEqual(stack.takeCalls(), ['delete two']);
        assert.deepEqual(
            stack.state.resources.map(({ urn }) => urn.split('::').at(-1)),
            ['things-dev', 'base', 'one'],
        );
    });

    it('refuses to replace a protected resource', async () => {
        const describeThing = (color: string) => [
            { name: 'one', inputs: { color, replaceKeys: ['color'] }, protect: true },
        ];
        await stack.run('up', describeThing('red'));
        stack.takeCalls();
        for (const command of ['preview', 'up'] as const) {
            const result = await stack.run(command, describeThing('blue'));
            assert.equal(result.failed, true);
            assert.match(errorsOf(result)[0] ?? '', /unable to replace resource/);
        }
        assert.deepEqual(stack.takeCalls(), []);
    });

    it('forgets a resource with retainOnDelete without calling its provider', async () => {
        await stack.run('up', [{ name: 'one', retainOnDelete: true }]);
        stack.takeCalls();
        const result = await stack.run('up', []);
        assert.deepEqual(result.changes, { same: 1, delete: 1 });
        assert.deepEqual(stack.takeCalls(), []);
    });

    it('does not call the provider for what goes with another resource', async () => {
        await stack.run('up', [{ name: 'holder' }, { name: 'part', deletedWith: 'holder' }]);
        stack.takeCalls();
        const result = await stack.run('up', []);
        assert.deepEqual(result.changes, { same: 1, delete: 2 });
        assert.deepEqual(stack.takeCalls(), ['delete holder']);
    });

    it('reads a resource that somebody else manages, and never deletes it', async () => {
        const result = await stack.run('up', [{ name: 'theirs', read: 'their-id' }]);
        assert.deepEqual(errorsOf(result), []);
        assert.equal(stack.thing('theirs')?.external, true);
        await stack.run('up', []);
        assert.deepEqual(stack.takeCalls(), ['read theirs']);
        assert.equal(stack.thing('theirs'), undefined);
    });

    it('refuses two resources with one name', async () => {
        const result = await stack.run('up', [{ name: 'one' }, { name: 'one' }]);
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /Duplicate resource URN/);
    });

    it('begins nothing that depends on a resource that failed, and deletes nothing', async () => {
        await stack.run('up', [{ name: 'leftover' }]);
        stack.takeCalls();
        const result = await stack.run('up', [
            { name: 'one', inputs: { failCreate: 'no more room' } },
            { name: 'two', source: 'one' },
        ]);
        assert.equal(result.failed, true);
        assert.deepEqual(errorsOf(result), ['no more room', 'update failed']);
        assert.deepEqual(stack.takeCalls(), ['create one']);
        assert.equal(stack.thing('one'), undefined);
        assert.notEqual(stack.thing('leftover'), undefined);
    });

    it('saves what was made before the program itself failed', async () => {
        const result = await stack.run('up', [{ name: 'one' }], { config: { throws: 'true' } });
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /the program gives up/);
        assert.notEqual(stack.thing('one'), undefined);
    });
});
