import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EXCLUSION_REASONS } from '../../migrator/users/exclusion-reasons.ts';

describe('docs/excluded-users.md', () => {
    it('has a heading with help for every reason, and for no other', () => {
        const text = readFileSync(new URL('../../docs/excluded-users.md', import.meta.url), 'utf8');
        const sections = [...text.matchAll(/^## ([A-Z_]+)\n([^#]*)/gm)];
        assert.deepEqual(sections.map(([, code]) => code).sort(), Object.keys(EXCLUSION_REASONS).sort());
        for (const [, code, body] of sections) assert.match(body ?? '', /\nDo: /, code);
    });
});
