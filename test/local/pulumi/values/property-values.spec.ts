import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { diffProperties } from '../../../../local/pulumi/values/property-diff.ts';
import {
    formatPropertyPath,
    parsePropertyPath,
    pathContains,
    resetAt,
} from '../../../../local/pulumi/values/property-path.ts';
import { isEqual, type PropertyMap } from '../../../../local/pulumi/values/property-value.ts';
import {
    annotateSecrets,
    containsSecret,
    redactSecrets,
    revealSecrets,
    toSecret,
} from '../../../../local/pulumi/values/secret.ts';
import { createUrn, nameOf, typeOf } from '../../../../local/pulumi/values/urn.ts';

// Through JSON, as every property comes: objects with a prototype, and keys of any spelling.
const properties = fc
    .dictionary(fc.string({ minLength: 1 }), fc.jsonValue())
    .map((value) => JSON.parse(JSON.stringify(value)) as PropertyMap);

describe('property values', () => {
    it('do not differ from themselves, and differ from others exactly where they do', () => {
        fc.assert(
            fc.property(properties, properties, (left, right) => {
                assert.deepEqual(diffProperties(left, left), []);
                // A null and an absent value are the same to the engine, so only one direction holds.
                if (isEqual(left, right)) {
                    assert.deepEqual(diffProperties(left, right), []);
                }
            }),
        );
    });

    it('tell additions, deletions and updates apart, inside lists too', () => {
        const before = { a: 1, list: [1, { x: 1 }], gone: true, same: { y: [] } };
        const after = { a: 2, list: [1, { x: 2 }, 3], born: true, same: { y: [] } };
        assert.deepEqual(diffProperties(before, after), [
            { path: ['a'], kind: 'update' },
            { path: ['born'], kind: 'add' },
            { path: ['gone'], kind: 'delete' },
            { path: ['list', 1, 'x'], kind: 'update' },
            { path: ['list', 2], kind: 'add' },
        ]);
    });

    it('are the same whether secret or not', () => {
        assert.deepEqual(diffProperties({ a: toSecret(1) }, { a: 1 }), []);
        assert.equal(diffProperties({ a: toSecret(1) }, { a: toSecret(2) }).length, 1);
    });

    it('lose every mark of a secret and nothing else', () => {
        fc.assert(
            fc.property(properties, (plain) => {
                const secret = Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, toSecret(value)]));
                assert.deepEqual(revealSecrets(secret), plain);
                assert.equal(containsSecret(revealSecrets(secret)), false);
            }),
        );
    });

    it('are redacted at any depth', () => {
        assert.deepEqual(redactSecrets({ a: [{ b: toSecret({ c: 1 }) }], d: 2 }), { a: [{ b: '[secret]' }], d: 2 });
    });

    it('take secretness from inputs of the same name: objects in depth, lists as a whole', () => {
        const inputs = { a: { x: toSecret(1), y: 2 }, list: [toSecret(1), 2], plain: 1 };
        const outputs = { a: { x: 1, y: 2 }, list: [2, 1], plain: 1, other: 3 };
        assert.deepEqual(annotateSecrets(outputs, inputs), {
            a: { x: toSecret(1), y: 2 },
            list: toSecret([2, 1]),
            plain: 1,
            other: 3,
        });
    });
});

describe('property paths', () => {
    it('are read in every form that Pulumi writes, and written back', () => {
        for (const [text, path] of [
            ['a.b', ['a', 'b']],
            ['a[0].b', ['a', 0, 'b']],
            ['a["b.c"]', ['a', 'b.c']],
            ['a["say \\"x\\""]', ['a', 'say "x"']],
        ] as const) {
            assert.deepEqual(parsePropertyPath(text), path);
            assert.equal(formatPropertyPath(path), text);
        }
        assert.deepEqual(parsePropertyPath('a[*]'), ['a', '*']);
    });

    it('contain what lies inside', () => {
        assert.equal(pathContains(['a'], ['a', 0, 'b']), true);
        assert.equal(pathContains(['a', '*', 'b'], ['a', 0, 'b']), true);
        assert.equal(pathContains(['a', 1], ['a', 0]), false);
        assert.equal(pathContains(['a', 'b'], ['a']), false);
    });

    it('give back an old value, an old absence, and every item of a list', () => {
        const old = { a: { kept: 1 }, list: [{ x: 1 }, { x: 2 }] };
        assert.deepEqual(resetAt(['a', 'kept'], old, { a: { kept: 2, b: 3 } }), { a: { kept: 1, b: 3 } });
        assert.deepEqual(resetAt(['a', 'new'], old, { a: { new: 2 } }), { a: {} });
        assert.deepEqual(resetAt(['gone'], { gone: 1 }, {}), { gone: 1 });
        assert.deepEqual(resetAt(['list', '*', 'x'], old, { list: [{ x: 8 }, { x: 9 }] }), { list: old.list });
    });
});

describe('a URN', () => {
    it('carries the types of the parents, but for the stack', () => {
        const stack = createUrn('dev', 'p', { type: 'pulumi:pulumi:Stack', name: 'p-dev', parent: '' });
        const box = createUrn('dev', 'p', { type: 'a:b:Box', name: 'box', parent: stack });
        const thing = createUrn('dev', 'p', { type: 'a:b:Thing', name: 'x::y', parent: box });
        assert.equal(stack, 'urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev');
        assert.equal(box, 'urn:pulumi:dev::p::a:b:Box::box');
        assert.equal(thing, 'urn:pulumi:dev::p::a:b:Box$a:b:Thing::x::y');
        assert.equal(nameOf(thing), 'x::y');
        assert.equal(typeOf(thing), 'a:b:Thing');
    });
});
