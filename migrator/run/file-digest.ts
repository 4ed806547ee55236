import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/**
 * Digests a file as it lies on the disk.
 *
 * @returns SHA-256, in hex
 * @throws what the file system says
 */
export async function fileDigest(path: string): Promise<string> {
    const hash = createHash('sha256');
    const file = await open(path);
    try {
        // One piece of memory for all: a stream would leave some thirty megabytes behind.
        const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
        for (;;) {
            const { bytesRead } = await file.read(chunk);
            if (bytesRead === 0) return hash.digest('hex');
            hash.update(chunk.subarray(0, bytesRead));
        }
    } finally {
        await file.close();
    }
}
