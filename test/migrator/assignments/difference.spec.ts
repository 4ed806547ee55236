import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Comparison } from '../../../migrator/assignments/difference.ts';
import { matchEntities } from '../../../migrator/assignments/match-entities.ts';
import { batchesOf } from '../../../migrator/assignments/write-assignments.ts';
import { digest64 } from '../../../migrator/records/digest.ts';

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

    it('is written in the largest calls that Auth0 takes, and loses nobody', () => {
        fc.assert(
            fc.property(fc.constantFrom('roles' as const, 'organizations' as const), fc.nat(130), (kind, count) => {
                const users = Array.from({ length: count }, (_, number) => `auth0|${number}`);
                const batches = batchesOf({ kind, id: 'x', users });
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
