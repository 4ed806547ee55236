import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A disk of its own, with the kernel's own refusal when it is full. */
export interface SmallDisk {
    /** @param size - as `mount` writes it: `4m` */
    resize(size: string): Promise<void>;
    unmount(): Promise<void>;
}

/**
 * Mounts a small disk on a folder.
 *
 * @param size - as `mount` writes it: `16k`
 * @returns undefined where nothing may be mounted, which is said on stderr: the test is to be skipped
 */
export async function mountSmallDisk(folder: string, size: string): Promise<SmallDisk | undefined> {
    try {
        await execute('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder]);
    } catch (error) {
        process.stderr.write(`SKIPPED, no small disk can be mounted here: ${String(error)}\n`);
        return undefined;
    }
    return {
        resize: async (newSize) => {
            await execute('mount', ['-o', `remount,size=${newSize}`, folder]);
        },
        unmount: async () => {
            await execute('umount', [folder]);
        },
    };
}
