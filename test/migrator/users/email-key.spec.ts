import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emailKey } from '../../../migrator/users/email-key.ts';

describe('emailKey', () => {
    it('folds the letters of ASCII, and no others', () => {
        assert.equal(emailKey(' Ann.KIM@Example.COM '), 'ann.kim@example.com');
        assert.notEqual(emailKey('\u212aim@example.com'), emailKey('kim@example.com'));
        assert.notEqual(emailKey('\u0130@example.com'), emailKey('i@example.com'));
        assert.equal(emailKey('Ärger@EXAMPLE.com'), 'Ärger@example.com');
    });

    it('changes nothing but those, whatever the text is', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'binary' }), (text) => {
                const trimmed = text.trim();
                const key = emailKey(text);
                assert.equal(key.length, trimmed.length);
                for (let at = 0; at < key.length; at += 1) {
                    if (key[at] !== trimmed[at]) assert.match(trimmed[at] ?? '', /[A-Z]/);
                }
            }),
        );
    });
});
