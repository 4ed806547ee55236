import assert from 'node:assert/strict';
import * as pulumi from '@pulumi/pulumi';
import fc from 'fast-check';
import { userMigrationRunLifecycle as lifecycle } from '../../components/index.ts';

const UNKNOWN = pulumi.runtime.unknownValue;
const INPUTS = {
    definition: 'migrations/0001.ts',
    sourceTenant: 'source',
    targetTenant: 'target',
    sourceDomain: 'source.example.com',
    targetDomain: 'target.example.com',
    sourceConnection: 'legacy',
    targetConnection: 'customers',
    targetConnectionId: 'con_1',
    phase: 'copy',
    runsFolder: 'runs',
    timeBudgetMinutes: 45,
    logTo: 'urn:pulumi:dev::p::t::n',
};

describe('the lifecycle of a run', () => {
    before(async () => {
        await lifecycle.configure?.({ config: { get: () => undefined } as unknown as pulumi.dynamic.Config });
    });

    it('passes inputs on untouched in a preview where one of them is not known yet', async () => {
        for (const key of ['definition', 'sourceConnection', 'phase'] as const) {
            const news = { ...INPUTS, [key]: UNKNOWN };
            assert.deepEqual(await lifecycle.check?.({}, news), { inputs: news });
        }
    });

    it('says of each property that is not as expected what came instead', async () => {
        const result = await lifecycle.check?.({}, { ...INPUTS, phase: 'later', timeBudgetMinutes: -1 });
        const failures = result?.failures ?? [];
        assert.deepEqual(
            failures.map(({ property }) => property),
            ['phase', 'timeBudgetMinutes'],
        );
        assert.match(failures[0]?.reason ?? '', /"later" \(string\)/);
    });

    it('says where the credentials of a tenant are looked for', async () => {
        const failures = (await lifecycle.check?.({}, INPUTS))?.failures ?? [];
        const properties = failures.map(({ property }) => property);
        assert.deepEqual(properties, ['sourceTenant', 'targetTenant']);
        assert.match(failures[0]?.reason ?? '', /pulumi config set sourceClientId.*AUTH0_SOURCE_CLIENT_ID/);
    });

    it('takes a file of users for a source, and says so where there is neither', async () => {
        const source = ['sourceTenant', 'sourceDomain', 'sourceConnection'];
        const rest = Object.fromEntries(Object.entries(INPUTS).filter(([name]) => !source.includes(name)));
        const nothing = (await lifecycle.check?.({}, rest))?.failures ?? [];
        assert.deepEqual(
            nothing.map(({ property }) => property),
            source,
        );
        assert.match(nothing[0]?.reason ?? '', /Expected `sourceTenant`, or a file of users/);
        const file = (await lifecycle.check?.({}, { ...rest, sourceFile: 'users.csv' }))?.failures ?? [];
        // The file needs no credentials; those of the target are still missing.
        assert.deepEqual(
            file.map(({ property }) => property),
            ['targetTenant'],
        );
    });

    it('asks for a new resource when an endpoint or the definition is another one, and for nothing else', async () => {
        const olds = { ...INPUTS, status: 'complete' };
        const replacing = [
            ...['definition', 'sourceDomain', 'sourceConnection'],
            ...['targetDomain', 'targetConnection', 'targetConnectionId'],
        ];
        for (const key of Object.keys(INPUTS)) {
            const diff = await lifecycle.diff?.('id', olds, { ...INPUTS, [key]: 'other' });
            const replaces = replacing.includes(key) ? [key] : [];
            assert.deepEqual(diff, { changes: replaces.length > 0, replaces }, key);
        }
    });

    it('shows no drift of an unfinished run in a refresh, which calls no check', async () => {
        const diff = await lifecycle.diff?.('id', { ...INPUTS, status: 'incomplete' }, INPUTS);
        assert.deepEqual(diff, { changes: false, replaces: [] });
    });

    it('reads back what the state holds', async () => {
        const state = { ...INPUTS, status: 'complete' };
        assert.deepEqual(await lifecycle.read?.('an-id', state), { id: 'an-id', props: state });
    });

    it('never throws in check or diff, whatever is unknown', async () => {
        const keys = Object.keys(INPUTS);
        await fc.assert(
            fc.asyncProperty(fc.subarray(keys, { minLength: 1 }), async (unknown) => {
                const news = { ...INPUTS, ...Object.fromEntries(unknown.map((key) => [key, UNKNOWN])) };
                const checked = await lifecycle.check?.({}, news);
                assert.ok(checked?.inputs !== undefined || (checked?.failures?.length ?? 0) > 0);
                const diff = await lifecycle.diff?.('id', { ...INPUTS, status: 'complete' }, news);
                assert.deepEqual(diff?.replaces, []);
            }),
            { numRuns: 50 },
        );
    });
});
