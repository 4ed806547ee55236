import { type Line, splitLines } from '../records/lines.ts';
import type { Artifacts } from './artifacts.ts';

/**
 * Reads the lines of an artifact as they come from the disk, in arrays; who keeps a line beyond its array copies it.
 *
 * @param atOnce - lines of one array at most: what is made of them outlives the young generation of the heap if they are many
 */
export async function* readLines(
    artifacts: Artifacts,
    name: string,
    atOnce = Number.POSITIVE_INFINITY,
): AsyncGenerator<Line[]> {
    for await (const lines of splitLines(artifacts.chunksOf(name))) {
        for (let start = 0; start < lines.length; start += atOnce) yield lines.slice(start, start + atOnce);
    }
}
