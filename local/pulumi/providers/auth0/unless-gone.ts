import type { ReadAnswer } from '../resource-provider.ts';
import { ManagementApiError } from './management-client.ts';

/** What a provider answers to a read of something that the tenant does not have any more. */
export const GONE: ReadAnswer = { id: '', outputs: {} };

/** Reads a resource that somebody may have deleted meanwhile. */
export async function readUnlessGone(read: () => Promise<ReadAnswer>): Promise<ReadAnswer> {
    try {
        return await read();
    } catch (error) {
        if (isNotFound(error)) return GONE;
        throw error;
    }
}

/** Deletes a resource; somebody may have done so before. */
export async function deleteUnlessGone(remove: () => Promise<unknown>): Promise<void> {
    try {
        await remove();
    } catch (error) {
        if (!isNotFound(error)) throw error;
    }
}

function isNotFound(error: unknown): boolean {
    return error instanceof ManagementApiError && error.statusCode === 404;
}
