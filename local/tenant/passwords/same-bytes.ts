import { timingSafeEqual } from 'node:crypto';

/** Compares two digests in a time that tells nothing about where they differ; an empty one equals nothing. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
    return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}
