import assert from 'node:assert/strict';
import { deserialize, serialize } from 'node:v8';
import { fromWire, toWire } from '../../../migrator/child/wire-value.ts';
import { isMigrationError, MigrationError } from '../../../migrator/index.ts';

// What IPC with advanced serialization does with a value.
const crossed = (value: unknown): unknown => fromWire(deserialize(serialize(toWire(value))));

describe('a value that crosses to another process', () => {
    it('is as it was: missing values, maps, dates and big numbers too', () => {
        const value = {
            ...{ text: 'x', missing: undefined, nothing: null, list: [1, { deep: [true] }] },
            ...{ map: new Map([['a', 1n]]), date: new Date(0) },
        };
        assert.deepEqual(crossed(value), value);
    });

    it('comes without functions and signals', () => {
        assert.deepEqual(crossed({ a: 1, f: () => 1, inner: { signal: new AbortController().signal } }), {
            a: 1,
            inner: {},
        });
    });

    it('is a MigrationError with its code and every own property that is JSON', () => {
        const error = Object.assign(
            new MigrationError('REQUEST_REFUSED', 'Auth0 refused it.', {
                ...{ retryable: true, statusCode: 429, retryAfterMs: 5 },
                cause: Object.assign(new Error('connect to jane@example.com'), { code: 'ECONNREFUSED' }),
            }),
            { about: { side: 'target' }, addedLater: [1, 2], aFunction: () => 1, huge: 1n },
        );
        const back = crossed(error);
        assert.ok(back instanceof MigrationError && isMigrationError(back));
        assert.deepEqual(Object.fromEntries(Object.entries(back)), {
            ...{ name: 'MigrationError', code: 'REQUEST_REFUSED', retryable: true, nothingHappened: false },
            ...{ statusCode: 429, retryAfterMs: 5, subject: undefined, about: { side: 'target' }, addedLater: [1, 2] },
        });
        assert.equal(back.message, 'Auth0 refused it.');
        assert.match(back.stack ?? '', /^MigrationError: Auth0 refused it\.\n\s+at .*wire-value\.spec/);
        const { cause } = back as { cause: Error & { code: string } };
        assert.deepEqual([cause.message, cause.code], ['connect to [address]', 'ECONNREFUSED']);
    });

    it('keeps errors that lie in it', () => {
        const refusals = [new MigrationError('NOT_CONFIRMED', 'no'), new MigrationError('RUN_LOCKED', 'later')];
        const { refusals: back } = crossed({ refusals }) as { refusals: MigrationError[] };
        assert.deepEqual(
            back.map(({ code, message }) => [code, message]),
            [
                ['NOT_CONFIRMED', 'no'],
                ['RUN_LOCKED', 'later'],
            ],
        );
    });

    it('says of any other error what cannot be about a user', () => {
        const error = new TypeError("cannot read 'x' of jane@example.com, $2b$10$abcdefghijklmnopqrstuv");
        const back = crossed(error) as Error;
        assert.equal(back.message, "cannot read 'x' of [address], [hash]");
        assert.match(back.stack ?? '', /^TypeError: cannot read .*\n\s+at /);
        assert.doesNotMatch(back.stack ?? '', /jane/);
    });
});
