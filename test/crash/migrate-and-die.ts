// Runs one migration in a process of its own and, where it is told, dies of `kill -9` at a write to the journal or before it answers.
import { open } from 'node:fs/promises';
import { type MigrationSettings, runMigration } from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { trust } from '../migrator/running/trust.ts';

/** When in a write to the journal the process dies. */
export type Moment = 'before' | 'half-written' | 'after';

/** What the process is told, as JSON in its first argument. */
export interface DeathWish {
    readonly settings: MigrationSettings;
    readonly caFiles: readonly string[];
    readonly dieAtWrite?: { readonly number: number; readonly moment: Moment };
    /** Whether it dies when everything is done and nobody knows. */
    readonly diesBeforeAnswer?: boolean;
    readonly isImpatient?: boolean;
}

const wish = JSON.parse(process.argv[2] ?? '{}') as DeathWish;
const { settings, caFiles, dieAtWrite } = wish;
caFiles.forEach(trust);

// Only the journal writes to its file in this way, one write an entry; artifacts are written as a whole.
const probe = await open('/dev/null');
const handles = Object.getPrototypeOf(probe) as { write(data: Buffer): Promise<{ bytesWritten: number }> };
await probe.close();
const write = Reflect.get(handles, 'write');
let writes = 0;
handles.write = async function (data) {
    writes += 1;
    const isLast = writes === dieAtWrite?.number;
    if (isLast && dieAtWrite.moment === 'before') process.kill(process.pid, 'SIGKILL');
    if (isLast && dieAtWrite.moment === 'half-written') {
        await write.call(this, data.subarray(0, Math.floor(data.length / 2)));
        process.kill(process.pid, 'SIGKILL');
    }
    const result = await write.call(this, data);
    if (isLast) process.kill(process.pid, 'SIGKILL');
    return result;
};

await runMigration(wish.isImpatient === true ? { ...settings, clock: impatientClock } : settings);
if (wish.diesBeforeAnswer === true) process.kill(process.pid, 'SIGKILL');
process.stdout.write(JSON.stringify({ writes }));
