import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { MigrationError } from '../../errors.ts';

/** Bytes of plain text in every sealed chunk but the last. */
export const CHUNK_BYTES = 64 * 1024;
const MAGIC = Buffer.from('A0UMSEAL1\n');
const SALT_BYTES = 8;
const TAG_BYTES = 16;

/** Bytes before the first chunk: a mark, and what makes the nonces of this file its own. */
export const HEADER_BYTES = MAGIC.length + SALT_BYTES;

/** Bytes of a full chunk as it lies in the file. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

/** Tells whether a file begins as a sealed one. */
export function isSealed(start: Buffer): boolean {
    return start.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * Seals bytes with AES-256-GCM in chunks, so that any place can be read without what is before it.
 *
 * Each chunk is bound to its file, its place and whether it is the last: no chunk can be changed, moved, left out or taken
 * from another file, and no file can be cut off at a chunk's end.
 *
 * @param key - 32 bytes
 * @param name - of the artifact
 */
export async function* seal(
    key: Buffer,
    name: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer> {
    const salt = randomBytes(SALT_BYTES);
    yield Buffer.concat([MAGIC, salt]);
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    let number = 0;
    const sealed = (plain: Buffer, isLast: boolean) => {
        const cipher = createCipheriv('aes-256-gcm', key, nonceOf(salt, number));
        cipher.setAAD(placeOf(name, isLast));
        number += 1;
        return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    };
    for await (const chunk of chunks) {
        waiting.push(chunk);
        waitingBytes += chunk.length;
        if (waitingBytes <= CHUNK_BYTES) continue;
        const bytes = Buffer.concat(waiting);
        let start = 0;
        // The last chunk is told apart, so what could be it is kept back.
        for (; bytes.length - start > CHUNK_BYTES; start += CHUNK_BYTES) {
            yield sealed(bytes.subarray(start, start + CHUNK_BYTES), false);
        }
        waiting = [bytes.subarray(start)];
        waitingBytes = bytes.length - start;
    }
    yield sealed(Buffer.concat(waiting), true);
}

/**
 * Opens one chunk of a sealed file.
 *
 * @param salt - the header's last bytes
 * @param sealed - the chunk as it lies in the file
 * @throws {MigrationError} `ARTIFACT_DAMAGED` when the key is another, or a byte was changed
 */
export function unseal(
    key: Buffer,
    name: string,
    { salt, number, isLast }: { salt: Buffer; number: number; isLast: boolean },
    sealed: Buffer,
): Buffer {
    try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(salt, number));
        decipher.setAAD(placeOf(name, isLast));
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch (error) {
        throw new MigrationError(
            'ARTIFACT_DAMAGED',
            `The artifact ${name} of this run cannot be decrypted: it was changed or cut off, or the key in AUTH0_USER_MIGRATION_KEY is ` +
                'not the one that it was written with. Give the same key to every attempt at a run.',
            { cause: error },
        );
    }
}

/** Gives the salt of a sealed file's header. */
export function saltOf(header: Buffer): Buffer {
    return header.subarray(MAGIC.length, HEADER_BYTES);
}

function nonceOf(salt: Buffer, number: number): Buffer {
    const nonce = Buffer.alloc(12);
    salt.copy(nonce);
    nonce.writeUInt32BE(number, SALT_BYTES);
    return nonce;
}

function placeOf(name: string, isLast: boolean): Buffer {
    return Buffer.from(`${name}\n${isLast ? 'last' : 'more'}`);
}
