import assert from 'node:assert/strict';
import { SCRIPT_FINDINGS } from '../../migrator/scripts/script-finding.ts';
import { readDocument } from './markdown.ts';

describe('docs/script-findings.md', () => {
    it('has a heading for every finding, and for no other', () => {
        const headings = [...readDocument('docs/script-findings.md').matchAll(/^## (\S+)$/gm)].map(([, code]) => code);
        assert.deepEqual(headings, Object.keys(SCRIPT_FINDINGS));
    });
});
