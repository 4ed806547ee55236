import assert from 'node:assert/strict';
import { failureOfCode, kindOfError } from '../../../migrator/disclosure/foreign-error.ts';
import { applyTransform } from '../../../migrator/users/custom-transform.ts';

/** As a definition may name its errors. */
function named(name: string): Error {
    return Object.assign(new Error('text'), { name });
}

describe('what is said of an error that somebody else threw', () => {
    it('is the kind of the error, and nothing that its name was set to', () => {
        assert.equal(kindOfError(new TypeError('ada@example.com')), 'TypeError');
        assert.equal(kindOfError(named('LookupError')), 'LookupError');
        assert.equal(kindOfError('ada@example.com'), 'string');
        for (const name of ['ada@example.com', 'Ada Lindqvist', 'Ada Lindqvist Error', '$2b$10$abcError', '']) {
            assert.equal(kindOfError(named(name)), 'an error of its own kind', name);
            assert.ok(name === '' || !failureOfCode(named(name), 'definition.ts').includes(name), name);
        }
    });

    it('is all that the list of excluded users gets of a `transform` that threw', () => {
        const result = applyTransform(
            () => {
                throw named('ada@example.com');
            },
            { email: 'ada@example.com' },
            {},
        );
        assert.deepEqual(result, { failed: 'it threw an error of its own kind' });
    });
});
