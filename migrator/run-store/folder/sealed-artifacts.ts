import { closeSync, fstatSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { MigrationError } from '../../errors.ts';
import type { Artifacts, RandomAccessFile } from '../artifacts.ts';
import { openArtifactFile } from './open-artifact-file.ts';
import { CHUNK_BYTES, HEADER_BYTES, isSealed, SEALED_CHUNK_BYTES, saltOf, seal, unseal } from './sealed-chunks.ts';

/** Files without personal data, which people and programs read as they are. */
const PLAIN = /^(report|plan)\./;

/**
 * Encrypts what lies in artifacts of a folder, and reads what was written before there was a key.
 *
 * @param folder - artifacts whose `locate` gives paths of this machine
 * @param key - 32 bytes; undefined to write plain files and to refuse sealed ones
 */
export function sealArtifacts(folder: Artifacts, key: Buffer | undefined): Artifacts {
    return {
        isEncrypted: key !== undefined,
        write: (name, chunks) =>
            folder.write(name, key === undefined || PLAIN.test(name) ? chunks : seal(key, name, chunks)),
        // A stream reads ahead, so it takes chunks that share no memory.
        read: (name) =>
            Readable.from(
                readChunks(folder, name, key, () => folder.read(name)),
                { objectMode: false },
            ),
        chunksOf: (name) => readChunks(folder, name, key, () => folder.chunksOf(name)),
        openForRandomAccess: (name) => {
            const file = new SealedFile(folder.locate(name), name, key);
            if (file.isSealed) return file;
            file.close();
            return folder.openForRandomAccess(name);
        },
        has: (name) => folder.has(name),
        remove: (name) => folder.remove(name),
        list: () => folder.list(),
        locate: (name) => folder.locate(name),
    };
}

async function* readChunks(
    folder: Artifacts,
    name: string,
    key: Buffer | undefined,
    plain: () => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
    const file = new SealedFile(folder.locate(name), name, key);
    try {
        if (!file.isSealed) {
            yield* plain();
            return;
        }
        for (let number = 0; number < file.chunks; number += 1) yield await Promise.resolve(file.chunk(number));
    } finally {
        file.close();
    }
}

class SealedFile implements RandomAccessFile {
    readonly isSealed: boolean;
    /** Chunks of the file, `1` or more. */
    readonly chunks: number;
    private readonly descriptor: number;
    private readonly name: string;
    private readonly key: Buffer;
    private readonly salt: Buffer;
    private readonly size: number;
    private cached: { readonly number: number; readonly bytes: Buffer } | undefined;

    constructor(path: string, name: string, key: Buffer | undefined) {
        this.name = name;
        this.descriptor = openArtifactFile(path, name);
        this.size = fstatSync(this.descriptor).size;
        const header = Buffer.alloc(HEADER_BYTES);
        readSync(this.descriptor, header, 0, HEADER_BYTES, 0);
        this.isSealed = isSealed(header);
        this.salt = saltOf(header);
        this.chunks = Math.max(1, Math.ceil((this.size - HEADER_BYTES) / SEALED_CHUNK_BYTES));
        if (this.isSealed && key === undefined) {
            this.close();
            throw new MigrationError(
                'ARTIFACT_KEY_MISSING',
                `The artifact ${name} of this run is encrypted and AUTH0_USER_MIGRATION_KEY is not set. Set it to the key that the run began with.`,
            );
        }
        this.key = key ?? Buffer.alloc(0);
    }

    chunk(number: number): Buffer {
        if (this.cached?.number === number) return this.cached.bytes;
        const start = HEADER_BYTES + number * SEALED_CHUNK_BYTES;
        const sealed = Buffer.alloc(Math.min(SEALED_CHUNK_BYTES, Math.max(0, this.size - start)));
        readSync(this.descriptor, sealed, 0, sealed.length, start);
        const place = { salt: this.salt, number, isLast: number === this.chunks - 1 };
        const bytes = unseal(this.key, this.name, place, sealed);
        this.cached = { number, bytes };
        return bytes;
    }

    lineAt(offset: number): Buffer {
        const parts: Buffer[] = [];
        let number = Math.floor(offset / CHUNK_BYTES);
        for (let start = offset % CHUNK_BYTES; number < this.chunks; number += 1, start = 0) {
            const bytes = this.chunk(number);
            const end = bytes.indexOf(10, start);
            parts.push(bytes.subarray(start, end === -1 ? bytes.length : end));
            if (end !== -1) break;
        }
        const [only] = parts;
        return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    }

    close(): void {
        closeSync(this.descriptor);
    }
}
