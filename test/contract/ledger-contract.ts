import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    FACTOR_KINDS,
    LEDGER_FIELDS,
    LEDGER_STATUSES,
    type Ledger,
    type LedgerRecord,
} from '../../migrator/run-store/ledger.ts';

/** Opens ledgers for the contract: every call to `open` is another process, as it were. */
export interface LedgerWorld {
    open(): Promise<Ledger>;
    /** What only a ledger that outlives its process can show; left out for one that does not. */
    readonly stored?: {
        /** Cuts bytes off the end of what is stored, as a kill in the middle of a write does. */
        cutOff(bytes: number): Promise<void>;
    };
    cleanUp(): Promise<void>;
}

const half = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const digest64 = fc.record({ high: half, low: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }, { noNullPrototype: true });
const record: fc.Arbitrary<LedgerRecord> = fc.record(
    {
        status: fc.constantFrom(...LEDGER_STATUSES),
        isOurs: fc.boolean(),
        isFound: fc.constant(true as const),
        movedByLogin: fc.constant(true as const),
        factors: fc.subarray([...FACTOR_KINDS], { minLength: 1 }),
        submission: half,
        targetId: fc.option(digest64, { nil: undefined }),
        source: digest64,
        decision: fc.stringMatching(/^[0-9a-f]{32}$/),
        written: fc.subarray([...LEDGER_FIELDS]),
        kept: fc.subarray([...LEDGER_FIELDS]),
        fields: fc.array(half, { minLength: LEDGER_FIELDS.length, maxLength: LEDGER_FIELDS.length }),
        writtenAt: fc.integer({ min: 0, max: Date.UTC(2200, 0) }),
        password: fc.constantFrom('none', 'outdated'),
    },
    {
        noNullPrototype: true,
        requiredKeys: [
            ...(['status', 'isOurs', 'submission', 'targetId', 'source'] as const),
            ...(['decision', 'written', 'fields', 'kept', 'writtenAt'] as const),
        ],
    },
);

/** Says what every ledger does, whatever keeps it. */
export function ledgerContract(name: string, createWorld: () => Promise<LedgerWorld>): void {
    describe(`${name}, as a ledger`, () => {
        let world: LedgerWorld;
        beforeEach(async () => {
            world = await createWorld();
        });
        afterEach(() => world.cleanUp());

        it('begins without a user', async () => {
            const ledger = await world.open();
            assert.equal(ledger.size, 0);
            assert.equal(ledger.get('auth0|1'), undefined);
            assert.deepEqual(ledger.countByStatus(), {
                sent: 0,
                verified: 0,
                refused: 0,
                missing: 0,
                wrong: 0,
                deleted: 0,
            });
            await ledger.close();
        });

        it('gives back of each user what was last said, whatever was said of whom in which order', async () => {
            const ids = fc.stringMatching(/^auth0\|[a-f]{1,2}$/);
            await fc.assert(
                fc.asyncProperty(
                    fc.array(fc.array(fc.tuple(ids, record), { maxLength: 8 }), { maxLength: 6 }),
                    async (appends) => {
                        const fresh = await createWorld();
                        const ledger = await fresh.open();
                        const last = new Map<string, LedgerRecord>();
                        for (const records of appends) {
                            await ledger.append(records);
                            for (const [id, said] of records) last.set(id, said);
                            for (const [id] of last) assert.deepEqual(ledger.get(id), last.get(id));
                        }
                        assert.equal(ledger.size, last.size);
                        assert.equal(ledger.get('auth0|nobody'), undefined);
                        const counts = ledger.countByStatus();
                        for (const status of LEDGER_STATUSES) {
                            assert.equal(
                                counts[status],
                                [...last.values()].filter((said) => said.status === status).length,
                            );
                        }
                        await ledger.close();
                        if (fresh.stored !== undefined) {
                            const again = await fresh.open();
                            for (const [id] of last) assert.deepEqual(again.get(id), last.get(id));
                            assert.deepEqual(again.countByStatus(), counts);
                            await again.close();
                        }
                        await fresh.cleanUp();
                    },
                ),
                { numRuns: 40 },
            );
        });

        it('finds each of 5,000 users again, in any order', async () => {
            const ledger = await world.open();
            const users = Array.from({ length: 5_000 }, (_, number) => `auth0|${number}`);
            for (let start = 0; start < users.length; start += 700) {
                await ledger.append(users.slice(start, start + 700).map((id, at) => [id, recordOf(start + at)]));
            }
            for (let step = 0; step < users.length; step += 1) {
                const number = (step * 1_237) % users.length;
                assert.equal(ledger.get(users[number] ?? '')?.submission, number);
            }
            assert.equal(ledger.countByStatus().sent, users.length);
            await ledger.append([[users[0] ?? '', recordOf(users.length)]]);
            const visited: number[] = [];
            ledger.forEach(({ submission }) => visited.push(submission));
            const expected = users.map((_, number) => (number === 0 ? users.length : number));
            assert.deepEqual(
                visited.sort((a, b) => a - b),
                expected.sort((a, b) => a - b),
                'each once, by its last record',
            );
            await ledger.close();
        });

        it('digests a text the same in every process of the run', async () => {
            const ledger = await world.open();
            const [one, other] = [ledger.digest('auth0|1'), ledger.digest('auth0|2')];
            assert.notDeepEqual(one, other);
            await ledger.close();
            const again = await world.open();
            assert.deepEqual(again.digest('auth0|1'), one);
            await again.close();
        });

        it('goes on behind a record that was cut off, which was never written', async function () {
            if (world.stored === undefined) return this.skip();
            const ledger = await world.open();
            await ledger.append([
                ['auth0|1', recordOf(1)],
                ['auth0|2', recordOf(2)],
            ]);
            await ledger.close();
            await world.stored.cutOff(1);
            const torn = await world.open();
            assert.deepEqual([torn.get('auth0|1')?.submission, torn.get('auth0|2')], [1, undefined]);
            await torn.append([['auth0|3', recordOf(3)]]);
            await torn.close();
            const again = await world.open();
            assert.deepEqual(
                ['auth0|1', 'auth0|2', 'auth0|3'].map((id) => again.get(id)?.submission),
                [1, undefined, 3],
            );
            assert.equal(again.size, 2);
            await again.close();
        });
    });
}

function recordOf(number: number): LedgerRecord {
    return {
        ...{
            status: 'sent',
            isOurs: true,
            submission: number,
            targetId: undefined,
            decision: 'ab'.repeat(16),
            writtenAt: 0,
            written: [],
            kept: [],
        },
        written: [],
        kept: [],
        source: { high: number, low: 1 },
        fields: LEDGER_FIELDS.map((_, at) => at),
    };
}
