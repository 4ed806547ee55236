import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes of a chunk that is read at once. */
const CHUNK_BYTES = 256 * 1024;

/** A stream of bytes, unpacked where it was gzipped. */
export interface MaybeGzip {
    readonly bytes: AsyncIterable<Buffer>;
    /** Closes what is open, however much was read. */
    destroy(): void;
}

/** Opens a file to be read from its beginning to its end. */
export function readInChunks(path: string): Readable {
    return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/**
 * Reads the first bytes of a file.
 *
 * @param bytes - how many at the most
 * @throws what opening and reading throw
 */
export async function startOfFile(path: string, bytes: number): Promise<Buffer> {
    const file = await open(path, 'r');
    try {
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(bytes), position: 0 });
        return buffer.subarray(0, bytesRead);
    } finally {
        await file.close();
    }
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
    // Whoever iterates hears of an error before the end; one behind the end must not end the process.
    gunzip.on('error', () => undefined);
    packed.on('error', (error) => gunzip.destroy(error));
    return {
        bytes: packed.pipe(gunzip),
        destroy: () => {
            packed.destroy();
            gunzip.destroy();
        },
    };
}
