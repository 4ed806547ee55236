// A process of its own, with the heap that a plan of the command has: makes a plan, and prints what it took as JSON.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderArtifacts } from '../../migrator/artifacts/folder-artifacts.ts';
import { systemClock } from '../../migrator/clock.ts';
import { defineMigration } from '../../migrator/definition.ts';
import { openFileJournal } from '../../migrator/journal/file-journal.ts';
import { planPipeline } from '../../migrator/pipeline.ts';
import { NO_FACTS } from '../../migrator/plan/target-facts.ts';
import { NO_PROBES } from '../../migrator/probes/login-probes.ts';
import { ImportSlots } from '../../migrator/tenant/import-slots.ts';
import { MAX_IMPORT_FILE_BYTES } from '../../migrator/tenant/limits.ts';
import { fileTenant } from './file-tenant.ts';

const [source, hashes, folder] = process.argv.slice(2) as [string, string, string];
const startedAt = process.cpuUsage();
const artifacts = await openFolderArtifacts(folder);
const connection = (name: string) => ({
    ...{ id: 'con_0000000000000000', name, strategy: 'auth0' },
    ...{ isCustomDatabase: false, isImportMode: false },
});
const planned = await planPipeline({
    ...{ id: 'bench', pass: 1, phase: 'prepare', projectFolder: folder, artifacts },
    definition: defineMigration({
        description: 'A benchmark.',
        passwords: { hashExport: hashes, whenMissing: 'refuse' },
    }),
    hashExportPath: hashes,
    awaitedGhosts: new Map(),
    loginProbes: NO_PROBES,
    withIdentifiers: false,
    source: { tenant: fileTenant(source), connection: connection('legacy') },
    target: { tenant: fileTenant(undefined), connection: connection('customers') },
    journal: await openFileJournal(folder),
    findings: [],
    targetFacts: NO_FACTS,
    clock: systemClock,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    importSlots: new ImportSlots(join(tmpdir(), 'bench-slots'), 2, systemClock),
    expectedUsersPerSecond: 50,
    maxImportFileBytes: MAX_IMPORT_FILE_BYTES,
    onProgress: () => undefined,
});
planned.close();
const { user, system } = process.cpuUsage(startedAt);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ users: planned.counts.planned, cpuMs: (user + system) / 1_000, peakMegabytes }));
process.exit(0);
