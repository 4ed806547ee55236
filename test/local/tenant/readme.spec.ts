import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANS, startLocalTenant } from '../../../local/index.ts';
import { CONTRADICTIONS } from './openapi/contradictions.ts';
import { KNOWN_DIFFERENCES, LATER_FIELDS } from './recordings/known-differences.ts';

describe('README of the local tenant', () => {
    // The formatter aligns the cells of tables.
    const readme = readFileSync(new URL('../../../local/tenant/README.md', import.meta.url), 'utf8').replaceAll(
        / +/g,
        ' ',
    );
    const firstCells = (pattern: RegExp) => [...readme.matchAll(pattern)].map(([, cell]) => String(cell)).sort();

    it('lists every endpoint that is served, and no other', async () => {
        const tenant = await startLocalTenant({ control: true });
        await tenant.close();
        assert.deepEqual(firstCells(/^\| `((?:GET|POST|PATCH|PUT|DELETE) [^`]+)` \|/gm), tenant.endpoints);
    });

    it('lists every difference from the recordings with its reason', () => {
        for (const [place, reason] of Object.entries(KNOWN_DIFFERENCES))
            assert.ok(readme.includes(`| \`${place}\` | ${reason} |`), place);
        assert.equal(firstCells(/^\| `(Test[^`]+)` \|/gm).length, Object.keys(KNOWN_DIFFERENCES).length);
        for (const field of LATER_FIELDS) assert.ok(readme.includes(`\`${field}\``), field);
    });

    it('lists every contradiction of the OpenAPI document with its evidence', () => {
        for (const { endpoint, what, evidence } of CONTRADICTIONS)
            assert.ok(readme.includes(`| ${endpoint} | ${what} | ${evidence} |`), endpoint);
    });

    it('lists every plan', () => {
        for (const plan of Object.keys(PLANS)) assert.ok(readme.includes(`\`${plan}\``), plan);
    });

    it('has a seed that can be loaded', async () => {
        const [, seed = ''] = /```json\n(.*?)```/s.exec(readme) ?? [];
        const folder = await mkdtemp(join(tmpdir(), 'readme-seed-'));
        const seedFile = join(folder, 'seed.ndjson');
        await writeFile(seedFile, seed);
        const tenant = await startLocalTenant({ seedFile });
        await tenant.close();
        await rm(folder, { recursive: true });
    });
});
