import { open } from 'node:fs/promises';
import { isPgp } from './decrypt.ts';

/** Tells whether a file is encrypted with PGP, by its first bytes; one that cannot be read is not. */
export async function isPgpFile(path: string): Promise<boolean> {
    const file = await open(path, 'r').catch(() => undefined);
    if (file === undefined) return false;
    try {
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64), position: 0 });
        return isPgp(buffer.subarray(0, bytesRead));
    } finally {
        await file.close();
    }
}
