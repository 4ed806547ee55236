import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStartCommand } from '../../../local/tenant/cli/start-command.ts';
import { PLANS, startLocalTenant, UNVERIFIED } from '../../../local/tenant/index.ts';
import {
    MAX_ACTIVE_IMPORT_JOBS,
    MAX_CLIENT_STATUS_CHANGES,
    MAX_CONNECTIONS_PER_ORGANIZATION,
    MAX_CSV_EXPORT_FIELDS,
    MAX_IMPORT_BYTES,
    MAX_MEMBERS_PER_CALL,
    MAX_PAGED_RECORDS,
} from '../../../local/tenant/limits.ts';
import { MAX_BCRYPT_COST, MAX_SCRYPT_WORK } from '../../../local/tenant/passwords/cost-bounds.ts';
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

    it('lists every switch of the command, and no other', () => {
        const switches = createStartCommand().options.map(({ long }) => String(long));
        assert.deepEqual(firstCells(/^\| `(--[\w-]+)[^|]*\| /gm), switches.sort());
    });

    it('lists every limit with its value', () => {
        for (const value of [
            `| body of an import, all parts together | ${MAX_IMPORT_BYTES.toLocaleString('en')} bytes |`,
            `| import jobs at one time | ${MAX_ACTIVE_IMPORT_JOBS} |`,
            `| fields of a CSV export | ${MAX_CSV_EXPORT_FIELDS} |`,
            `| users and offset lists | the first ${MAX_PAGED_RECORDS.toLocaleString('en')} |`,
            `| members in one call for an organization | ${MAX_MEMBERS_PER_CALL} |`,
            `| connections of an organization | ${MAX_CONNECTIONS_PER_ORGANIZATION} |`,
            `| clients in one PATCH of a connection | ${MAX_CLIENT_STATUS_CHANGES} |`,
            `| cost of an imported bcrypt hash | ${MAX_BCRYPT_COST} |`,
            `| N·r·p of an imported scrypt hash | ${MAX_SCRYPT_WORK.toLocaleString('en')} |`,
        ])
            assert.ok(readme.includes(value), value);
    });

    it('lists what is not known, with what the tenant does', () => {
        const rows = [...readme.matchAll(/^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(([, name, what]) => [
            name,
            what,
        ]);
        for (const [name, description] of Object.entries(UNVERIFIED))
            assert.ok(
                rows.some(([row, what]) => row === name && what === description),
                name,
            );
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
