import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONNECTION_CODES } from '../../components/refusal.ts';
import { documentOf, ERROR_CODES } from '../../migrator/index.ts';
import { REPOSITORY } from './markdown.ts';

/** Where codes are explained, each below a heading of its own. */
const DOCUMENTS = ['errors.md', 'checks.md', 'excluded-users.md', 'script-findings.md'];

describe('the codes that the program prints', () => {
    const headings = new Set(
        DOCUMENTS.flatMap((name) =>
            [...readFileSync(join(REPOSITORY, 'docs', name), 'utf8').matchAll(/^#{2,3} ([A-Z][A-Z_]+)$/gm)].map(
                ([, code]) => code,
            ),
        ),
    );
    const sources = ['migrator', 'components', 'cli'].flatMap((room) =>
        readdirSync(join(REPOSITORY, room), { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.ts'))
            .map((name) => readFileSync(join(REPOSITORY, room, name), 'utf8')),
    );

    it('are explained below a heading, wherever an error or a finding is made', () => {
        const made = sources.flatMap((text) => [
            ...[...text.matchAll(/new MigrationError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
            ...[...text.matchAll(/\bcode: '([A-Z]+_[A-Z_]+)'/g)].map(([, code]) => code),
            // One that is written by hand has no link.
            ...[...text.matchAll(/['"`]([A-Z]+_[A-Z_]+): /g)].map(([, code]) => `${code} by hand`),
        ]);
        assert.ok(new Set(made).size > 50, String(new Set(made).size));
        assert.deepEqual([...new Set(made)].filter((code) => !headings.has(code)).sort(), []);
    });

    it('lead by the link of each error to its heading', () => {
        for (const code of [...ERROR_CODES, ...CONNECTION_CODES]) {
            const [path = '', anchor = ''] = documentOf(code).split('#');
            assert.ok(existsSync(path), path);
            assert.ok(readFileSync(path, 'utf8').includes(`\n## ${anchor.toUpperCase()}\n`), code);
        }
    });
});
