import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONNECTION_CODES } from '../../components/refusal.ts';
import { ERROR_CODES } from '../../migrator/errors.ts';

describe('docs/errors.md', () => {
    const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
    const sections = text.split(/^## /m).slice(1);
    const headings = sections.map((section) => section.slice(0, section.indexOf('\n')));

    it('has a heading for every error code, and for nothing else', () => {
        assert.deepEqual([...headings].sort(), [...ERROR_CODES, ...CONNECTION_CODES].sort());
    });

    it('says of every error what to do', () => {
        for (const section of sections) assert.match(section, /^Do: /m, section.slice(0, section.indexOf('\n')));
    });
});
