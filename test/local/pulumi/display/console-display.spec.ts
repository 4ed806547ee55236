import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { createConsoleDisplay } from '../../../../local/pulumi/display/console-display.ts';
import { formatChanges, formatDuration } from '../../../../local/pulumi/display/summary-lines.ts';
import type { EngineEvent, Step } from '../../../../local/pulumi/engine/engine-event.ts';
import type { ResourceState } from '../../../../local/pulumi/state/resource-state.ts';
import { toSecret } from '../../../../local/pulumi/values/secret.ts';

const STACK = 'urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev';
const CONNECTION = 'urn:pulumi:dev::p::auth0:index/connection:Connection::customers';
const CLIENTS = 'urn:pulumi:dev::p::auth0:index/connectionClients:ConnectionClients::customers';

function step(op: Step['op'], urn: string, parent?: string): Step {
    const state: ResourceState = {
        ...{ urn, type: '', custom: true, inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} },
        ...(parent === undefined ? {} : { parent }),
    };
    return { op, urn, new: state };
}

const RUN: EngineEvent[] = [
    { type: 'run-started', command: 'up', project: 'p', stack: 'dev' },
    { type: 'step-finished', step: step('same', STACK), elapsedMs: 0 },
    { type: 'step-finished', step: step('same', CLIENTS, STACK), elapsedMs: 0 },
    { type: 'step-started', step: step('create', CONNECTION, STACK) },
    { type: 'status', urn: CONNECTION, severity: 'info', message: '10 %' },
    { type: 'status', urn: CONNECTION, severity: 'info', message: '20 %' },
    { type: 'status', urn: CONNECTION, severity: 'info', message: '30 %' },
    { type: 'step-finished', step: step('create', CONNECTION, STACK), elapsedMs: 2400 },
    { type: 'diagnostic', diagnostic: { severity: 'debug', urn: '', message: 'for nobody' } },
    { type: 'diagnostic', diagnostic: { severity: 'warning', urn: CONNECTION, message: 'two lines\nof text' } },
    {
        type: 'run-finished',
        summary: {
            changes: { create: 1, same: 2 },
            outputs: { token: toSecret('hush'), id: 'con_1' },
            failed: false,
            isPreview: false,
            durationMs: 3000,
        },
    },
];

describe('the display of the local Pulumi host', () => {
    let written: string;
    let time: number;

    beforeEach(() => {
        written = '';
        time = 0;
    });

    function show(stream: { isTTY?: boolean; columns?: number }, passed: (index: number) => number): void {
        const write = (text: string): void => {
            written += text;
        };
        const display = createConsoleDisplay({ ...stream, write }, () => time);
        for (const [index, event] of RUN.entries()) {
            time = passed(index);
            display(event);
        }
    }

    it('writes lines where there is no terminal: nothing of what is unchanged, at most one status a second, and always the last', () => {
        show({}, () => 0);
        assert.equal(
            written,
            [
                'Local Pulumi host: a stand-in for the Pulumi engine, not the real CLI. Up of p/dev',
                '',
                ' +  auth0:index:Connection customers creating...',
                ' @  auth0:index:Connection customers 10 %',
                ' @  auth0:index:Connection customers 30 %',
                ' +  auth0:index:Connection customers created (2s)',
                '',
                'Diagnostics:',
                '  auth0:index:Connection (customers):',
                '    warning: two lines',
                '    of text',
                '',
                'Outputs:',
                '    id: "con_1"',
                '    token: "[secret]"',
                '',
                'Resources: + 1 created, 2 unchanged',
                'Duration: 3s',
                '',
            ].join('\n'),
        );
    });

    it('writes every status when they are a second apart', () => {
        show({}, (index) => index * 1000);
        assert.deepEqual(written.match(/\d0 %/g), ['10 %', '20 %', '30 %']);
    });

    it('draws the tree over itself on a terminal: what changes, below its parents', () => {
        show({ isTTY: true, columns: 200 }, (index) => index * 1000);
        const drawings = written.split(/\u001b\[\d+A\u001b\[0J/);
        const last = drawings.at(-1)?.split('\n').slice(0, 3);
        assert.deepEqual(last, [
            '    pulumi:pulumi:Stack  p-dev            unchanged',
            ' +     auth0:index:Connection  customers  created (2s)  two lines',
            '',
        ]);
        assert.match(written, /creating {2}20 %/);
    });
});

describe('the summary of a run', () => {
    it('names what was done, or what is to be', () => {
        const changes = { same: 2, create: 3, replace: 1 };
        assert.equal(
            formatChanges({ changes, isPreview: false }),
            'Resources: + 3 created, +- 1 replaced, 2 unchanged',
        );
        assert.equal(
            formatChanges({ changes, isPreview: true }),
            'Resources: + 3 to create, +- 1 to replace, 2 unchanged',
        );
        assert.equal(formatChanges({ changes: {}, isPreview: true }), 'Resources: no changes');
    });

    it('rounds a duration as the CLI does', () => {
        assert.deepEqual([850, 12_300, 65_000, 7_203_000].map(formatDuration), ['850ms', '12s', '1m5s', '2h0m3s']);
    });
});
