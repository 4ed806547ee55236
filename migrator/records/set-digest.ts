const LANES = 4;
const LETTERS = 8;

/**
 * Digests a set of digests, in whatever order they come: the sum of each 32-bit lane.
 *
 * Who could choose the texts could make two sets look alike; here they are digests of whole records, and an approval guards against
 * change, not against an attacker who writes the source.
 */
export class SetDigest {
    private readonly lanes = new Uint32Array(LANES);

    /**
     * Adds a digest.
     *
     * @param digest - 32 hexadecimal digits
     */
    add(digest: string): void {
        // By hand: `parseInt` of four slices takes four times as long, for each of millions of users.
        for (let lane = 0, at = 0; lane < LANES; lane += 1) {
            let value = 0;
            for (const end = at + LETTERS; at < end; at += 1) value = (value << 4) | nibbleOf(digest.charCodeAt(at));
            this.lanes[lane] = (this.lanes[lane] ?? 0) + value;
        }
    }

    /** Gives the digest of everything that was added, in hex. */
    digest(): string {
        return [...this.lanes].map((lane) => lane.toString(16).padStart(LETTERS, '0')).join('');
    }
}

// `0` to `9` are 0x30 to 0x39, `a` to `f` 0x61 to 0x66.
function nibbleOf(code: number): number {
    return (code & 0x0f) + (code >> 6) * 9;
}
