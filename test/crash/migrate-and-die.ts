// Runs one migration in a process of its own and, where it is told, dies of `kill -9` at a write to the journal or before it answers.
import { type MigrationSettings, runMigration } from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { trust } from '../migrator/running/trust.ts';
import { dieAtWrite, type WriteToDieAt } from './die-at-write.ts';

/** What the process is told, as JSON in its first argument. */
export interface DeathWish {
    readonly settings: MigrationSettings;
    readonly caFiles: readonly string[];
    readonly dieAtWrite?: WriteToDieAt;
    /** Whether it dies when everything is done and nobody knows. */
    readonly diesBeforeAnswer?: boolean;
    readonly isImpatient?: boolean;
}

const wish = JSON.parse(process.argv[2] ?? '{}') as DeathWish;
const { settings, caFiles } = wish;
caFiles.forEach(trust);

const writes = await dieAtWrite(wish.dieAtWrite);
await runMigration(wish.isImpatient === true ? { ...settings, clock: impatientClock } : settings);
if (wish.diesBeforeAnswer === true) process.kill(process.pid, 'SIGKILL');
process.stdout.write(JSON.stringify({ writes: writes() }));
