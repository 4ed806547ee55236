import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MigrationDefinition } from '../../migrator/definition.ts';
import { type CaseParts, type PlannedCase, withPlan } from '../migrator/plan/planned-case.ts';

const CASES = join(import.meta.dirname, 'cases');
/** Set it to write what comes out as what is expected, and read every difference before it is committed. */
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

describe('golden plans', () => {
    for (const name of readdirSync(CASES).sort()) {
        it(name.replaceAll('-', ' '), async () => {
            const folder = join(CASES, name);
            const found = await withPlan(await partsOf(folder), filesOf);
            const expectedFolder = join(folder, 'expected');
            if (isUpdate) await writeExpected(expectedFolder, found);
            assert.deepEqual(Object.keys(found).sort(), readdirSync(expectedFolder).sort());
            for (const [file, text] of Object.entries(found)) {
                assert.equal(text, readFileSync(join(expectedFolder, file), 'utf8'), file);
            }
        });
    }
});

async function partsOf(folder: string) {
    const read = (file: string): string | undefined =>
        existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined;
    const optional = { source: read('source.ndjson'), target: read('target.ndjson'), hashes: read('hashes'), ledger: read('ledger.ndjson') };
    const settings = JSON.parse(read('settings.json') ?? '{}') as Pick<CaseParts, 'maxImportFileBytes' | 'targetFacts' | 'targetOptions'>;
    return {
        definition: await definitionOf(folder, read('definition.json')),
        projectFolder: folder,
        ...settings,
        ...(Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined)) as Record<string, string>),
    };
}

async function definitionOf(folder: string, json: string | undefined): Promise<MigrationDefinition> {
    if (json !== undefined) return JSON.parse(json) as MigrationDefinition;
    const { href } = pathToFileURL(join(folder, 'definition.ts'));
    return ((await import(href)) as { default: MigrationDefinition }).default;
}

function filesOf({ batches, patches, excluded, changedPasswords: changed, decided }: PlannedCase): Record<string, string> {
    const { changedPasswords, gone } = decided.plan;
    // Where the lists lie is another place at every run.
    const plan = {
        ...{ ...decided.plan, madeAt: '2026-01-02T03:04:05.006Z', excludedList: 'excluded.ndjson' },
        ...(gone === undefined ? {} : { gone: { ...gone, list: 'gone.ndjson' } }),
        ...(changedPasswords === undefined ? {} : { changedPasswords: { ...changedPasswords, list: 'changed.ndjson' } }),
    };
    return {
        'plan.json': `${JSON.stringify(plan, undefined, 4)}\n`,
        ...(changed === '' ? {} : { 'changed-passwords.ndjson': changed }),
        ...(excluded.length === 0 ? {} : { 'excluded.ndjson': excluded.map((user) => `${JSON.stringify(user)}\n`).join('') }),
        ...Object.fromEntries(
            // What is patched goes one by one, and is no file.
            patches.map(({ line, record }) => [`patch-of-line-${line}.json`, `${record}\n`]),
        ),
        ...Object.fromEntries(
            batches.map(({ number, file }) => [`import-${number}.json`, file.toString('utf8')]),
        ),
    };
}

async function writeExpected(folder: string, files: Record<string, string>): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
}
