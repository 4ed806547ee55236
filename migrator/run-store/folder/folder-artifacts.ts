import { closeSync, createReadStream, readSync } from 'node:fs';
import { access, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Artifacts, RandomAccessFile } from '../artifacts.ts';
import { fileChunks } from './file-chunks.ts';
import { makeFolder } from './make-folder.ts';
import { openArtifactFile } from './open-artifact-file.ts';
import { storageFailure } from './storage-failure.ts';

const READ_CHUNK_BYTES = 256 * 1024;
const WINDOW_BYTES = 64 * 1024;

/**
 * Keeps the files of a run in a folder of this machine, readable for its owner alone.
 *
 * @param folder - made if it is not there
 */
export function openFolderArtifacts(folder: string): Artifacts {
    makeFolder(folder, `the run's folder ${folder}`);
    return new FolderArtifacts(folder);
}

class FolderArtifacts implements Artifacts {
    readonly isEncrypted = false;
    private readonly folder: string;

    constructor(folder: string) {
        this.folder = folder;
    }

    async write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
        const partial = join(this.folder, `${name}.partial`);
        try {
            const file = await open(partial, 'w', 0o600);
            try {
                for await (const chunk of chunks) await file.writeFile(chunk);
                await file.datasync();
            } finally {
                await file.close();
            }
            await rename(partial, join(this.folder, name));
        } catch (error) {
            await rm(partial, { force: true });
            throw storageFailure(error, `the artifact ${name}`);
        }
    }

    read(name: string): Readable {
        return createReadStream(join(this.folder, name), { highWaterMark: READ_CHUNK_BYTES });
    }

    chunksOf(name: string): AsyncGenerator<Buffer> {
        return fileChunks(join(this.folder, name));
    }

    openForRandomAccess(name: string): RandomAccessFile {
        return new WindowedFile(join(this.folder, name), name);
    }

    async has(name: string): Promise<boolean> {
        try {
            await access(join(this.folder, name));
            return true;
        } catch {
            return false;
        }
    }

    async remove(name: string): Promise<void> {
        await rm(join(this.folder, name), { force: true });
    }

    async list(): Promise<readonly string[]> {
        return (await readdir(this.folder)).sort();
    }

    locate(name: string): string {
        return join(this.folder, name);
    }
}

// Neighbours in one export are mostly neighbours in the other, so one window of the file serves many look-ups.
class WindowedFile implements RandomAccessFile {
    private readonly descriptor: number;
    private window = Buffer.alloc(WINDOW_BYTES);
    private windowStart = 0;
    private windowLength = 0;

    constructor(path: string, name: string) {
        this.descriptor = openArtifactFile(path, name);
    }

    lineAt(offset: number): Buffer {
        const known = this.lineInWindow(offset);
        if (known !== undefined) return known;
        for (;;) {
            this.windowStart = offset;
            this.windowLength = readSync(this.descriptor, this.window, 0, this.window.length, offset);
            const line = this.lineInWindow(offset);
            if (line !== undefined) return line;
            if (this.windowLength < this.window.length) return this.window.subarray(0, this.windowLength);
            this.window = Buffer.alloc(this.window.length * 2);
        }
    }

    close(): void {
        closeSync(this.descriptor);
    }

    private lineInWindow(offset: number): Buffer | undefined {
        const start = offset - this.windowStart;
        if (start < 0 || start >= this.windowLength) return undefined;
        const end = this.window.indexOf(10, start);
        return end === -1 || end >= this.windowLength ? undefined : this.window.subarray(start, end);
    }
}
