import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { UNKNOWN } from '../../../local/pulumi/values/property-value.ts';
import { errorsOf, ThingsStack, thingSteps } from './things-stack.ts';

describe('a preview of the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('checks every resource, creates none and writes nothing', async () => {
        const result = await stack.run('preview', [{ name: 'one' }, { name: 'two', source: 'one' }]);
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(result.changes, { create: 3 });
        assert.deepEqual(
            stack.takeJournal().map(({ call, label }) => [call, label].filter(Boolean).join(' ')),
            ['configure', 'check one', 'check two'],
        );
        assert.equal(existsSync(stack.stateFile), false);
    });

    it('passes unknown values on as the string that Pulumi chose for them', async () => {
        await stack.run('preview', [{ name: 'one' }, { name: 'two', source: 'one' }]);
        const check = stack.takeJournal().find(({ call, label }) => call === 'check' && label === 'two');
        assert.equal((check?.['news'] as Record<string, unknown>)['source'], UNKNOWN);
    });

    it('shows what check adds to the inputs', async () => {
        const result = await stack.run('preview', [{ name: 'one', inputs: { addChecked: { plannedUsers: 3 } } }]);
        const step = result.steps.find(({ urn }) => urn.endsWith('Thing::one'));
        assert.equal(step?.new?.inputs['plannedUsers'], 3);
    });

    it('tells updates, replacements and deletions from each other', async () => {
        await stack.run('up', [
            { name: 'grows', inputs: { size: 1 } },
            { name: 'painted', inputs: { color: 'red', replaceKeys: ['color'] } },
            { name: 'leaves' },
        ]);
        stack.takeCalls();
        const before = stack.stateText;
        const result = await stack.run('preview', [
            { name: 'grows', inputs: { size: 2 } },
            { name: 'painted', inputs: { color: 'blue', replaceKeys: ['color'] } },
        ]);
        assert.deepEqual(result.changes, { same: 1, update: 1, replace: 1, delete: 1 });
        assert.deepEqual(thingSteps(result).sort(), [
            'create-replacement painted',
            'delete leaves',
            'delete-replaced painted',
            'replace painted',
            'update grows',
        ]);
        assert.deepEqual(stack.takeCalls(), []);
        assert.equal(stack.stateText, before);
    });

    it('fails with the words of a check that refuses, and begins nothing after it', async () => {
        for (const command of ['preview', 'up'] as const) {
            const result = await stack.run(command, [
                { name: 'one', inputs: { refuse: 'a label must rhyme' } },
                { name: 'two', source: 'one' },
            ]);
            assert.equal(result.failed, true);
            assert.match(
                errorsOf(result)[0] ?? '',
                /resource 'one': property label value \{one\} has a problem: a label must rhyme/,
            );
            assert.deepEqual(thingSteps(result), []);
        }
        assert.deepEqual(stack.takeCalls(), []);
    });

    it('says what would be done, as the CLI does', async () => {
        let written = '';
        const write = (text: string): void => {
            written += text;
        };
        await stack.run('preview', [{ name: 'one' }], { stdout: { write } });
        assert.match(written, /\n \+ {2}pulumi-nodejs:dynamic\/fixtures:Thing one create\n/);
        assert.match(written, /Resources: \+ 2 to create\n/);
    });

    it('names the resource whose check breaks down', async () => {
        const env = { ...stack.env, JOURNAL: stack.folder };
        const result = await stack.run('preview', [{ name: 'one' }], { env });
        const [error] = result.diagnostics.filter(({ severity }) => severity === 'error');
        assert.match(error?.urn ?? '', /::one$/);
        assert.match(error?.message ?? '', /^EISDIR/);
    });

    it('shows what the program logs for a resource', async () => {
        const result = await stack.run('preview', [{ name: 'one' }], { config: { log: 'five thousand users' } });
        assert.deepEqual(
            result.diagnostics.map(({ urn, message }) => [urn.split('::').at(-1), message]),
            [['one', 'five thousand users']],
        );
    });
});
