/**
 * Gives bytes in chunks that end at given places.
 *
 * @param cuts - places in any order; what lies outside the bytes is left out
 */
export async function* inChunks(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
    const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
    let start = 0;
    for (const end of [...ends, bytes.length]) {
        const chunk = Buffer.from(bytes.subarray(start, end));
        yield await Promise.resolve(chunk);
        // A reader must not rely on the memory of a chunk after it ends.
        chunk.fill(0);
        start = end;
    }
}
