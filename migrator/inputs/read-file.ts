import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Bytes of a chunk that is read at once. */
export const CHUNK_BYTES = 256 * 1024;

/** Opens a file to be read from its beginning to its end. */
export function readInChunks(path: string): Readable {
    return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/**
 * Reads the first bytes of a file.
 *
 * @param bytes - how many at most
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
