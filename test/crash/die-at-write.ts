import { open } from 'node:fs/promises';

/** When in a write to the journal the process dies. */
export type Moment = 'before' | 'half-written' | 'after';

/** A write to the journal at which the process dies. */
export interface WriteToDieAt {
    /** From 1. */
    readonly number: number;
    readonly moment: Moment;
}

/**
 * Has this process die of `kill -9` at a write to the journal.
 *
 * @returns counts the writes so far
 */
export async function dieAtWrite(point: WriteToDieAt | undefined): Promise<() => number> {
    // Only the journal writes to its file in this way, one write an entry; artifacts are written as a whole.
    const probe = await open('/dev/null');
    const handles = Object.getPrototypeOf(probe) as { write(data: Buffer): Promise<{ bytesWritten: number }> };
    await probe.close();
    const write = Reflect.get(handles, 'write');
    let writes = 0;
    handles.write = async function (data) {
        writes += 1;
        const isLast = writes === point?.number;
        if (isLast && point.moment === 'before') process.kill(process.pid, 'SIGKILL');
        if (isLast && point.moment === 'half-written') {
            await write.call(this, data.subarray(0, Math.floor(data.length / 2)));
            process.kill(process.pid, 'SIGKILL');
        }
        const result = await write.call(this, data);
        if (isLast) process.kill(process.pid, 'SIGKILL');
        return result;
    };
    return () => writes;
}
