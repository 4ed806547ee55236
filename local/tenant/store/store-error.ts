/** A file that can't be the store of a tenant now; the message says why, and what to do. */
export class StoreError extends Error {
    constructor(file: string, problem: string, cause?: unknown) {
        super(`Store ${file}: ${problem}`, { cause });
        this.name = 'StoreError';
    }
}
