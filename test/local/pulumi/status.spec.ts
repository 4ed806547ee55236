import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { EngineEvent } from '../../../local/pulumi/engine/engine-event.ts';
import { ThingsStack } from './things-stack.ts';

describe('the progress that a provider sends to the local Pulumi host', () => {
    let stack: ThingsStack;

    beforeEach(() => {
        stack = new ThingsStack();
    });
    afterEach(() => {
        stack.remove();
    });

    it('arrives in order on the line of its resource, and is not kept', async () => {
        const statuses: Extract<EngineEvent, { type: 'status' }>[] = [];
        const result = await stack.run(
            'up',
            [{ name: 'one', inside: 'box', knowsItsUrn: true, inputs: { statuses: ['10 %', '50 %', '100 %'] } }],
            {
                onEvent: (event) => {
                    if (event.type === 'status') {
                        statuses.push(event);
                    }
                },
            },
        );
        const urn = 'urn:pulumi:dev::things::fixtures:index:Box$pulumi-nodejs:dynamic/fixtures:Thing::one';
        assert.deepEqual(
            statuses.map((status) => [status.urn, status.message]),
            [
                [urn, '10 %'],
                [urn, '50 %'],
                [urn, '100 %'],
            ],
        );
        assert.deepEqual(result.diagnostics, []);
    });

    it('is shown on a stream without a terminal, the last text at the latest when the step ends', async () => {
        const texts: string[] = [];
        const written: string[] = [];
        await stack.run('up', [{ name: 'one', knowsItsUrn: true, inputs: { statuses: ['10 %', '50 %', '100 %'] } }], {
            stdout: {
                write: (text) => {
                    written.push(text);
                },
            },
        });
        for (const text of written) {
            texts.push(...text.split('\n').filter((line) => line.includes('%')));
        }
        assert.deepEqual(
            texts.map((line) => line.trim().split(' ').slice(-2).join(' ')),
            ['10 %', '100 %'],
        );
        const all = written.join('');
        assert.match(
            all,
            /^Local Pulumi host: a stand-in for the Pulumi engine, not the real CLI\. Up of things\/dev\n/,
        );
        assert.match(all, /\nOutputs:\n {4}hidden: "\[secret\]"\n {4}serials: /);
        assert.match(all, /\nResources: \+ 2 created\nDuration: /);
    });
});
