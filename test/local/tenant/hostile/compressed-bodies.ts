import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type Family, refused } from './family.ts';

const BOMB_BYTES = 32 * 1024 * 1024;
const bomb = Buffer.concat([Buffer.from('{"name":"'), Buffer.alloc(BOMB_BYTES, 'x'), Buffer.from('"}')]);
const small = Buffer.from('{"name":"small"}');
const COMPRESS = {
    gzip: gzipSync,
    'x-gzip': gzipSync,
    deflate: deflateSync,
    br: (bytes: Buffer) => (bytes.length > 1024 ? Buffer.alloc(1024, 7) : brotliCompressSync(bytes)),
    zstd: zstdCompressSync,
};

/** Zip bombs: compressed bodies, once, twice, or only named so. Unpacked, 32 KiB become 32 MiB. */
export function compressedFamilies(): Family[] {
    const packed = Object.entries(COMPRESS).flatMap(([encoding, compress]) =>
        [bomb, small].map((bytes) => ({ encoding, body: compress(bytes) })),
    );
    packed.push({ encoding: 'gzip, gzip', body: gzipSync(gzipSync(bomb)) });
    packed.push({ encoding: 'gzip', body: Buffer.from('no gzip at all') });
    const path = fc.constantFrom('/api/v2/users', '/api/v2/roles', '/api/v2/jobs/users-imports', '/oauth/token');
    const type = fc.constantFrom(
        'application/json',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
    );
    return [
        {
            name: 'zip bombs',
            count: 400,
            requests: fc
                .tuple(path, type, fc.constantFrom(...packed))
                .map(([target, contentType, { encoding, body }]) => ({
                    method: 'POST',
                    path: target,
                    headers: { 'content-type': contentType, 'content-encoding': encoding },
                    body,
                })),
            accepts: refused,
        },
    ];
}
