// A process of its own, as the command makes a plan: its memory and its time are nobody else's. Prints what it took as JSON.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_FACTS } from '../../migrator/checks/target-facts.ts';
import { systemClock } from '../../migrator/clock.ts';
import { defineMigration } from '../../migrator/definition.ts';
import { ImportSlots } from '../../migrator/locks/import-slots.ts';
import { planPass } from '../../migrator/pipeline.ts';
import { NO_PROBES } from '../../migrator/probes/login-probes.ts';
import { type ConnectionEndpoint, runStartOf } from '../../migrator/run/endpoints.ts';
import { startRunTime } from '../../migrator/run/run-time.ts';
import { openFolderStore } from '../../migrator/run-store/folder/folder-store.ts';
import { MAX_IMPORT_FILE_BYTES } from '../../migrator/tenant/limits.ts';
import { fileTenant } from './file-tenant.ts';

const [sourceFile, hashes, folder, users] = process.argv.slice(2) as [string, string, string, string];
const startedAt = process.cpuUsage();
const endpointOf = (name: string, file: string | undefined): ConnectionEndpoint => ({
    kind: 'connection',
    tenant: fileTenant(file, file === undefined ? 0 : Number(users)),
    connection: { id: `con_${name}`, name, strategy: 'auth0', isCustomDatabase: false, isImportMode: false },
});
const [source, target] = [endpointOf('legacy', sourceFile), endpointOf('customers', undefined)];
const store = await openFolderStore(
    join(folder, 'run'),
    runStartOf('bench.ts', source, target),
    new Date().toISOString(),
);
const decided = await planPass({
    ...{ id: 'bench', definitionDigest: 'none', projectFolder: folder, source, target, store },
    definition: defineMigration({
        description: 'A benchmark.',
        passwords: { hashExport: hashes, whenMissing: 'refuse' },
    }),
    hashExport: { path: hashes, key: undefined },
    factorExport: undefined,
    awaitedGhosts: new Map(),
    loginProbes: NO_PROBES,
    findings: [],
    targetFacts: NO_FACTS,
    time: startRunTime({ clock: systemClock, budgetMs: Number.POSITIVE_INFINITY }),
    limits: {
        slots: new ImportSlots(join(tmpdir(), 'bench-slots'), 2, systemClock),
        expectedUsersPerSecond: 50,
        measuredUsersPerSecond: undefined,
        maxFileBytes: MAX_IMPORT_FILE_BYTES,
    },
    options: {
        withIdentifiers: false,
        maxSnapshotAgeMs: 0,
        looksAtWholeTenant: false,
        assignmentsToCount: [],
    },
    onProgress: () => undefined,
});
await store.close();
const { user, system } = process.cpuUsage(startedAt);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ users: decided.counts.planned, cpuMs: (user + system) / 1_000, peakMegabytes }));
process.exit(0);
