import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import { replacedFields, restorationOf } from '../../../migrator/users/replaced-fields.ts';

const text = fc.constantFrom('a', 'b', 'c');
const metadata = fc.dictionary(text, fc.oneof(text, fc.dictionary(text, text, { noNullPrototype: true })), {
    noNullPrototype: true,
});
const fields = {
    email: text,
    name: text,
    nickname: text,
    blocked: fc.boolean(),
    email_verified: fc.boolean(),
    user_metadata: metadata,
};
const record = fc.record(fields, { requiredKeys: [], noNullPrototype: true });
// An update never writes an address without its flag.
const update = record.map((body) => ('email' in body ? { email_verified: false, ...body } : body));

describe('what a write replaced', () => {
    it('is restored', () => {
        fc.assert(
            fc.property(record, update, (profile, body) => {
                const replaced = replacedFields(profile, body);
                const written = patched(profile, body);
                const { body: back, isChangedSince } = restorationOf(replaced, written);
                assert.equal(isChangedSince, false);
                assert.deepEqual(patched(written, back ?? {}), plain(profile));
                assert.equal(restorationOf(replaced, patched(written, back ?? {})).body, undefined);
            }),
        );
    });

    it('stays where somebody has changed it since, field by field and key by key', () => {
        const profile = { name: 'old', nickname: 'old', user_metadata: { a: 1, b: 1 } };
        const replaced = replacedFields(profile, { name: 'new', nickname: 'new', user_metadata: { a: 2, b: 2 } });
        const now = { name: 'theirs', nickname: 'new', user_metadata: { a: 3, b: 2, c: 1 } };
        assert.deepEqual(restorationOf(replaced, now), {
            body: { nickname: 'old', user_metadata: { b: 1 } },
            isChangedSince: true,
        });
    });
});

/** A user as an export shows it, which leaves out what is not set. */
function plain(user: UserRecord): UserRecord {
    const entries = Object.entries(user).map(([field, value]): [string, unknown] => [
        field,
        value === null ? undefined : value,
    ]);
    return Object.fromEntries(
        entries.filter(([, value]) => value !== undefined && value !== false && JSON.stringify(value) !== '{}'),
    );
}

/** What Auth0 makes of a user: another address is not verified until somebody says so, and it merges metadata at its first level, where `null` removes a key and an empty object all of them. */
function patched(user: UserRecord, body: UserRecord): UserRecord {
    const isOtherAddress = 'email' in body && body['email'] !== user['email'];
    const made: Record<string, unknown> = { ...user, ...(isOtherAddress ? { email_verified: false } : {}), ...body };
    const patch = body['user_metadata'] as UserRecord | undefined;
    if (patch !== undefined) {
        const merged =
            Object.keys(patch).length === 0 ? {} : { ...(user['user_metadata'] as UserRecord | undefined), ...patch };
        made['user_metadata'] = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    }
    return plain(made);
}
