import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { CHUNK_BYTES } from './read-file.ts';

/** A stream of bytes, unpacked where it was gzipped. */
export interface MaybeGzip {
    readonly bytes: AsyncIterable<Buffer>;
    /** Closes what is open, however much was read. */
    destroy(): void;
}

/**
 * Unpacks a stream if it begins like gzip.
 *
 * @param start - its first bytes, two or more, which are in the stream as well
 */
export function unpackIfGzip(packed: Readable, start: Buffer): MaybeGzip {
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    if (!isGzip) return { bytes: packed, destroy: () => packed.destroy() };
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    // The reader receives an error before the end; one after the end must not end the process.
    gunzip.on('error', () => undefined);
    packed.on('error', (error) => gunzip.destroy(error));
    return {
        bytes: wholeOf(packed, gunzip),
        destroy: () => {
            packed.destroy();
            gunzip.destroy();
        },
    };
}

// Behind a member of gzip may stand another, or padding; the engine takes the first NUL for padding and leaves the rest unread.
async function* wholeOf(packed: Readable, gunzip: Gunzip): AsyncGenerator<Buffer> {
    let read = 0;
    let dataEnd = 0;
    const look = (chunk: Buffer): void => {
        const last = chunk.findLastIndex((byte) => byte !== 0);
        if (last !== -1) dataEnd = read + last + 1;
        read += chunk.length;
    };
    packed.on('data', look);
    yield* packed.pipe(gunzip) as AsyncIterable<Buffer>;
    packed.off('data', look);
    packed.unpipe(gunzip);
    for await (const chunk of packed as AsyncIterable<Buffer>) look(chunk);
    if (dataEnd > gunzip.bytesWritten) throw new Error('something follows the end of what gzip packed');
}
