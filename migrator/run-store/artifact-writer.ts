import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Artifacts } from './artifacts.ts';

/** Writes an artifact chunk by chunk, beside another one that is written by the same walk. */
export interface ArtifactWriter {
    /** Resolves when there is room for more. */
    write(chunk: Uint8Array): Promise<void>;
    /** Resolves when the artifact is there, whole. */
    end(): Promise<void>;
    /** Gives the artifact up; nothing is there under its name. */
    abort(): Promise<void>;
}

const BUFFERED_BYTES = 1024 * 1024;

/**
 * Opens an artifact for writing.
 *
 * @throws what `Artifacts.write` throws, by the next call of the writer
 */
export function openArtifactWriter(artifacts: Artifacts, name: string): ArtifactWriter {
    const pipe = new PassThrough({ highWaterMark: BUFFERED_BYTES });
    pipe.on('error', () => undefined);
    const done = artifacts.write(name, pipe);
    done.catch(() => pipe.destroy());
    // A writer that waits for room must learn of a full disk; a write that succeeds says nothing here.
    const failed = done.then(() => new Promise<never>(() => undefined));
    failed.catch(() => undefined);
    return {
        async write(chunk) {
            if (pipe.destroyed) await failed;
            if (!pipe.write(chunk)) await Promise.race([once(pipe, 'drain'), failed]);
        },
        async end() {
            pipe.end();
            await done;
        },
        async abort() {
            pipe.destroy(new Error('the artifact was given up'));
            await done.catch(() => undefined);
        },
    };
}

/** Ends lists when the work that fills them is done, and gives them up when it fails. */
export async function endOrAbort<T>(
    lists: readonly { end(): Promise<unknown>; abort(): Promise<void> }[],
    work: () => Promise<T>,
): Promise<T> {
    try {
        const result = await work();
        for (const list of lists) await list.end();
        return result;
    } catch (error) {
        for (const list of lists) await list.abort();
        throw error;
    }
}
