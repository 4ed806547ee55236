import { open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a file in chunks that share one piece of memory: who keeps a chunk beyond the next one copies it. A stream would leave some thirty
 * megabytes behind.
 *
 * @throws what the file system says
 */
export async function* fileChunks(path: string): AsyncGenerator<Buffer> {
    const file = await open(path);
    try {
        const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
        for (;;) {
            const { bytesRead } = await file.read(chunk);
            if (bytesRead === 0) return;
            yield chunk.subarray(0, bytesRead);
        }
    } finally {
        await file.close();
    }
}
