import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
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
