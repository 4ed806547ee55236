import assert from 'node:assert/strict';
import { FINDING_CODES } from '../../migrator/checks/finding.ts';
import { readDocument } from './markdown.ts';

describe('docs/checks.md', () => {
    it('has a heading with help for everything that a check can say, and for nothing else', () => {
        const sections = [...readDocument('docs/checks.md').matchAll(/^## ([A-Z_]+)\n([^#]*)/gm)];
        assert.deepEqual(sections.map(([, code]) => code).sort(), [...FINDING_CODES].sort());
        for (const [, code, body] of sections) assert.match(body ?? '', /\nDo: /, code);
    });
});
