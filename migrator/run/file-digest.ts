import { createHash } from 'node:crypto';
import { fileChunks } from '../run-store/folder/file-chunks.ts';

/**
 * Digests a file as it lies on the disk.
 *
 * @returns SHA-256, in hex
 * @throws what the file system says
 */
export async function fileDigest(path: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of fileChunks(path)) hash.update(chunk);
    return hash.digest('hex');
}
