import assert from 'node:assert/strict';
import { EXCLUSION_REASONS } from '../../migrator/users/exclusion-reasons.ts';
import { IMPORT_PROBLEM_CODES } from '../../migrator/users/import-schema.ts';
import { PASSWORD_HASH_REFUSALS } from '../../migrator/users/password-hashes/refusals.ts';
import { readDocument } from './markdown.ts';

describe('docs/excluded-users.md', () => {
    const sections = [...readDocument('docs/excluded-users.md').matchAll(/^##(#?) ([A-Z0-9_]+)\n([^#]*)/gm)];
    const codes = (level: string) =>
        sections
            .filter(([, found]) => found === level)
            .map(([, , code]) => code)
            .sort();

    it('has a heading for every reason of ours, and for no other', () => {
        assert.deepEqual(codes(''), Object.keys(EXCLUSION_REASONS).sort());
    });

    it('has a heading for every rule of a field and of a hash, and for no other', () => {
        assert.deepEqual(codes('#'), [...IMPORT_PROBLEM_CODES, ...Object.keys(PASSWORD_HASH_REFUSALS)].sort());
    });

    it('says of each what to do', () => {
        for (const [, , code, body] of sections) assert.match(body ?? '', /\nDo: /, code);
    });
});
