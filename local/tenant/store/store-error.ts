/** A file that can't be the store of a tenant now; the message says why, and what to do. */
export class StoreError extends Error {
    /**
     * Makes the error.
     *
     * @param file - path of the file
     * @param problem - what is wrong with it
     * @param cause - the error that led to this one
     */
    constructor(file: string, problem: string, cause?: unknown) {
        super(`Store ${file}: ${problem}`, { cause });
        this.name = 'StoreError';
    }
}
