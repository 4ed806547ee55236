import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Comparison, type Difference } from '../../../migrator/assignments/difference.ts';
import { matchEntities } from '../../../migrator/assignments/match-entities.ts';
import { batchesOf, WRITING } from '../../../migrator/assignments/send-assignments.ts';
import { digest64 } from '../../../migrator/records/digest.ts';
import type { AssignmentStatus } from '../../../migrator/run-store/assignment-ledger.ts';

const ids = fc.array(fc.string({ maxLength: 6 }), { maxLength: 40 });

describe('the difference of assignments', () => {
    it('is what the source has and the target lacks, each once, and counts what the target has beyond', () => {
        fc.assert(
            fc.property(ids, ids, (wanted, found) => {
                const comparison = new Comparison(digest64);
                for (const id of wanted) comparison.want(id);
                for (const id of found) comparison.find(id);
                const { lacking, added, wanted: each } = comparison.difference();
                const [inSource, inTarget] = [new Set(wanted), new Set(found)];
                assert.deepEqual(each, [...inSource]);
                assert.deepEqual(
                    lacking,
                    [...inSource].filter((id) => !inTarget.has(id)),
                );
                assert.equal(added, [...inTarget].filter((id) => !inSource.has(id)).length);
            }),
        );
    });

    it('of three sides keeps what somebody else gave or took away, and undoes only what this migration wrote', () => {
        const cells: [status: AssignmentStatus | undefined, outcome: string][] = [
            [undefined, 'wanted+lacking, added'],
            ['sent', 'wanted+lacking, surplus'],
            ['verified', 'taken away, surplus'],
            ['found', 'taken away, added'],
            ['removing', 'wanted+lacking, surplus'],
            ['removed', 'wanted+lacking, added'],
        ];
        const outcomeOf = ({ wanted, lacking, takenAway, surplus, added }: Difference): string =>
            [
                ...(wanted.length > 0 ? ['wanted'] : []),
                ...(lacking.length > 0 ? ['lacking'] : []),
                ...(takenAway.length > 0 ? ['taken away'] : []),
                ...(surplus.length > 0 ? ['surplus'] : []),
                ...(added > 0 ? ['added'] : []),
            ].join('+');
        for (const [status, outcome] of cells) {
            const outcomes = [['want'], ['find']].map(([side]) => {
                const comparison = new Comparison(digest64, () => status);
                if (side === 'want') comparison.want('x');
                else comparison.find('x');
                return outcomeOf(comparison.difference());
            });
            assert.equal(outcomes.join(', '), outcome, status);
            const both = new Comparison(digest64, () => status);
            both.want('x');
            both.find('x');
            assert.equal(outcomeOf(both.difference()), 'wanted', status);
        }
    });

    it('is written in the largest calls that Auth0 takes, and loses nobody', () => {
        fc.assert(
            fc.property(fc.constantFrom('roles' as const, 'organizations' as const), fc.nat(130), (kind, count) => {
                const users = Array.from({ length: count }, (_, number) => `auth0|${number}`);
                const batches = batchesOf({ kind, id: 'x', users }, WRITING.usersPerCall);
                assert.deepEqual(
                    batches.flatMap((batch) => ('users' in batch ? batch.users : [])),
                    users,
                );
                assert.equal(batches.length, Math.ceil(count / (kind === 'roles' ? 50 : 10)));
            }),
        );
    });
});

describe('roles and organizations of two tenants', () => {
    const named = (...names: string[]) => names.map((name) => ({ id: `id of ${name}`, name }));

    it('correspond by name, and by the name that the definition gives', () => {
        const matches = matchEntities(named('a', 'b', 'c', 'd'), named('a', 'B'), {
            ...{ missing: 'refuse', rename: { b: 'B', d: 'a' }, only: ['a', 'b', 'c', 'd'] },
        });
        assert.deepEqual(
            matches.map(({ name, target, sources }) => [name, target?.id, sources.map((source) => source.name)]),
            [
                ['a', 'id of a', ['a', 'd']],
                ['B', 'id of B', ['b']],
                ['c', undefined, ['c']],
            ],
        );
    });

    it('are those only that the definition names, and no key of every object is a name', () => {
        const setting = { missing: 'refuse', rename: {}, only: ['toString'] } as const;
        const matches = matchEntities(named('a', 'toString'), [], setting);
        assert.deepEqual(
            matches.map(({ name }) => name),
            ['toString'],
        );
    });
});
