import { MigrationError } from '../../errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Turns the failure of a write into a {@link MigrationError} when the disk is full or may not be written; else gives it back.
 *
 * @param what - what was being written, for the message
 */
export function storageFailure(error: unknown, what: string): unknown {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
    if (FULL.has(error.code)) {
        return new MigrationError(
            'STORAGE_FULL',
            `No room to write ${what} (${error.code}). Nothing that was done is lost: make room in the run's folder, then run again.`,
            { cause: error },
        );
    }
    if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') {
        return new MigrationError(
            'SETTING_INVALID',
            `${what} cannot be written (${error.code}). Expected a folder that may be written.`,
            {
                cause: error,
            },
        );
    }
    return error;
}
