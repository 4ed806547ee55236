import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { toJsonDigest } from '../../../local/pulumi/display/json-digest.ts';
import { ThingsStack, thingSteps } from './things-stack.ts';

const SECRET = 'correct horse battery staple';

describe('the secrets of the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('lie encrypted in a file that only its owner reads', async () => {
        const things = [
            { name: 'one', secretInputs: { password: SECRET } },
            { name: 'two', inputs: { note: `${SECRET} too` }, additionalSecretOutputs: ['note'] },
        ];
        const result = await stack.run('up', things);
        assert.equal(result.failed, false);
        // The input of the second is not secret, only its output is.
        assert.equal(stack.stateText.split(SECRET).length - 1, 1);
        assert.equal(stack.stateText.includes('an output nobody may read'), false);
        assert.equal(statSync(stack.stateFile).mode & 0o777, 0o600);
        assert.deepEqual(result.outputs['hidden'], { value: 'an output nobody may read', secret: true });
    });

    it('reach the provider in clear and make no difference on the next run', async () => {
        const things = [{ name: 'one', secretInputs: { password: SECRET } }];
        await stack.run('up', things);
        const [check] = stack.takeJournal().filter(({ call }) => call === 'check');
        assert.equal((check?.['news'] as Record<string, unknown>)['password'], SECRET);

        const before = stack.stateText;
        assert.deepEqual(thingSteps(await stack.run('up', things)), ['same one']);
        const withoutTime = (text: string): string => text.replace(/"time": "[^"]*"/, '');
        assert.equal(withoutTime(stack.stateText), withoutTime(before));
    });

    it('are told from each other by their content', async () => {
        await stack.run('up', [{ name: 'one', secretInputs: { password: SECRET } }]);
        const result = await stack.run('up', [{ name: 'one', secretInputs: { password: 'another' } }]);
        assert.deepEqual(thingSteps(result), ['update one']);
    });

    it('are not in the JSON document', async () => {
        const result = await stack.run('up', [{ name: 'one', secretInputs: { password: SECRET } }]);
        const digest = toJsonDigest(result);
        assert.equal(JSON.stringify(digest).includes(SECRET), false);
        assert.equal(
            digest.steps.find(({ op, urn }) => op === 'create' && urn.endsWith('one'))?.newState?.inputs['password'],
            '[secret]',
        );
        assert.equal(digest.outputs['hidden'], '[secret]');
    });

    it('come from the configuration in clear to the program and to the provider', async () => {
        await stack.run('up', [{ name: 'one' }], { config: { region: 'eu' }, secretConfig: { token: SECRET } });
        const [configured] = stack.takeJournal().filter(({ call }) => call === 'configure');
        assert.deepEqual(configured, { call: 'configure', region: 'eu', token: SECRET });
        assert.equal(stack.stateText.includes(SECRET), false);
    });

    it('cannot be read with another passphrase', async () => {
        await stack.run('up', [{ name: 'one', secretInputs: { password: SECRET } }]);
        const env = { ...stack.env, PULUMI_CONFIG_PASSPHRASE: 'a wrong one' };
        await assert.rejects(stack.run('up', [], { env }), /Incorrect passphrase for the state of the stack/);
    });

    it('need a passphrase', async () => {
        const env = stack.env;
        delete env['PULUMI_CONFIG_PASSPHRASE'];
        const result = await stack.run('up', [{ name: 'one', secretInputs: { password: SECRET } }], { env });
        assert.equal(result.failed, true);
        assert.match(result.diagnostics[0]?.message ?? '', /Expected a passphrase/);
        assert.deepEqual(stack.takeCalls(), []);
    });
});
