import { ApiError } from '../errors.ts';
import { MAX_IMPORT_BYTES } from '../limits.ts';
import type { UnverifiedChoices } from '../unverified.ts';

// For the other parts of a body, where the file alone has a limit.
const OTHER_PARTS_BYTES = 64 * 1024;

/** How large the body of an import may be. */
export function maxImportBodyBytes(unverified: UnverifiedChoices): number {
    return unverified.has('file-counts-alone') ? MAX_IMPORT_BYTES + OTHER_PARTS_BYTES : MAX_IMPORT_BYTES;
}

/**
 * Makes sure that a users file is not too large for itself.
 *
 * @throws {ApiError} 413
 */
export function requireSmallFile(bytes: number): void {
    if (bytes > MAX_IMPORT_BYTES)
        throw new ApiError(413, `Payload content length greater than maximum allowed: ${MAX_IMPORT_BYTES}.`);
}
