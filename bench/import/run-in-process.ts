import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { childArguments } from '../../migrator/child/child-arguments.ts';
import { CHILD_HEAPS } from '../../migrator/child/run-in-child.ts';

/** What a run says of itself. */
export interface MeasuredRun {
    readonly imported: number;
    readonly rejected: number;
    readonly peakMegabytes: number;
}

/** Runs a migration in its own process, with the heap of a child of `up`: what it took to make the users is not measured. */
export async function runInProcess(caFile: string, settings: object): Promise<MeasuredRun> {
    const program = fileURLToPath(new URL('./run-import.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
        process.execPath,
        [...childArguments([], CHILD_HEAPS.run), program, JSON.stringify(settings)],
        { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile } },
    );
    return JSON.parse(stdout) as MeasuredRun;
}
