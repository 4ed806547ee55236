import assert from 'node:assert/strict';
import { LEDGER_FIELDS } from '../../migrator/run-store/ledger.ts';
import type { RunStart, RunStore } from '../../migrator/run-store/run-store.ts';

/** What the stores of the contract are known by. */
export const START: RunStart = {
    definition: '0001-customers',
    source: { kind: 'connection', domain: 's.example.com', connectionId: 'con_s', name: 'legacy' },
    target: { kind: 'connection', domain: 't.example.com', connectionId: 'con_t', name: 'customers' },
};

/** Opens stores of one run for the contract: every call to `open` is another process, as it were. */
export interface RunStoreWorld {
    open(): Promise<RunStore>;
    /** What only a store that outlives its process can show; left out for one that does not. */
    readonly stored?: {
        /** Asks the run to stop, as another process does. */
        askToStop(): Promise<void>;
    };
    cleanUp(): Promise<void>;
}

/** Says what every run store does, whatever keeps it. */
export function runStoreContract(name: string, createWorld: () => Promise<RunStoreWorld>): void {
    describe(`${name}, as a run store`, () => {
        let world: RunStoreWorld;
        beforeEach(async () => {
            world = await createWorld();
        });
        afterEach(() => world.cleanUp());

        it('begins a run with what it is known by, and a key of its own for digests', async () => {
            const store = await world.open();
            const { definition, source, target, digestKey } = store.journal.state.start ?? {};
            assert.deepEqual({ definition, source, target }, START);
            assert.match(String(digestKey), /^[0-9a-f]{32}$/);
            assert.equal(await store.takeStopRequest(), false);
            assert.equal(store.lost.aborted, false);
            await store.close();
            const other = await createWorld();
            const otherStore = await other.open();
            assert.notEqual(otherStore.journal.state.start?.digestKey, digestKey);
            await otherStore.close();
            await other.cleanUp();
        });

        it('keeps artifacts', async () => {
            const store = await world.open();
            await store.artifacts.write('pass-1-excluded.ndjson', [
                Buffer.from('{"line":1}\n'),
                Buffer.from('{"line":2}\n'),
            ]);
            const chunks: Buffer[] = [];
            for await (const chunk of store.artifacts.read('pass-1-excluded.ndjson')) chunks.push(chunk as Buffer);
            assert.equal(Buffer.concat(chunks).toString('utf8'), '{"line":1}\n{"line":2}\n');
            assert.ok((await store.artifacts.list()).includes('pass-1-excluded.ndjson'));
            await store.close();
        });

        it('gives the next process back what the last one left', async function () {
            if (world.stored === undefined) return this.skip();
            const store = await world.open();
            const known = store.journal.state.start;
            await store.journal.append({
                type: 'pass-started',
                pass: 1,
                mappingDigest: 'm',
                at: '2026-11-21T10:00:00.000Z',
            });
            const digest = (text: string) => store.ledger.digest(text);
            await store.ledger.append([
                [
                    'auth0|1',
                    {
                        ...{
                            status: 'verified',
                            isOurs: true,
                            submission: 1,
                            decision: 'ab'.repeat(16),
                            writtenAt: 0,
                            written: [],
                            kept: [],
                        },
                        ...{ targetId: digest('auth0|new'), source: digest('what the source had') },
                        written: [],
                        kept: [],
                        fields: LEDGER_FIELDS.map(() => 7),
                    },
                ],
            ]);
            await store.artifacts.write('report.json', [Buffer.from('{}')]);
            await store.close();
            const again = await world.open();
            assert.deepEqual(again.journal.state.start, known);
            assert.equal(again.journal.state.pass, 1);
            assert.deepEqual(again.ledger.get('auth0|1')?.targetId, again.ledger.digest('auth0|new'));
            assert.equal(await again.artifacts.has('report.json'), true);
            await again.close();
        });

        it('lets one process at a time have the run, and the next one when the first closes it', async function () {
            if (world.stored === undefined) return this.skip();
            const store = await world.open();
            await assert.rejects(world.open(), { code: 'RUN_LOCKED', retryable: true });
            await store.close();
            await (await world.open()).close();
        });

        it('passes a request to stop on once, and forgets one that was meant for the process before', async function () {
            if (world.stored === undefined) return this.skip();
            const store = await world.open();
            await world.stored.askToStop();
            assert.deepEqual([await store.takeStopRequest(), await store.takeStopRequest()], [true, false]);
            await world.stored.askToStop();
            await store.close();
            const again = await world.open();
            assert.equal(await again.takeStopRequest(), false);
            await again.close();
        });
    });
}
