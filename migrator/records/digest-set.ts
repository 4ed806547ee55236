import type { Digest64 } from './digest.ts';

const MAX_LOAD = 0.6;

/**
 * A set of 64-bit digests in two flat arrays: 8 bytes an entry and nothing for the collector.
 *
 * It answers whether an address was seen before; where something must be found again, a `DigestTable` holds its place.
 */
export class DigestSet {
    private high: Uint32Array<ArrayBuffer>;
    private low: Uint32Array<ArrayBuffer>;
    private used = 0;
    // A free place is 0 and 0, so that digest is kept apart.
    private hasZero = false;

    /**
     * Makes an empty set.
     *
     * @param expected - entries to make room for; the set grows by itself
     */
    constructor(expected = 0) {
        const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, expected / MAX_LOAD)));
        this.high = new Uint32Array(capacity);
        this.low = new Uint32Array(capacity);
    }

    /** Entries in the set. */
    get size(): number {
        return this.used + (this.hasZero ? 1 : 0);
    }

    /** Tells whether a digest is in the set. */
    has(digest: Digest64): boolean {
        if (digest.high === 0 && digest.low === 0) return this.hasZero;
        return this.isTaken(this.placeOf(digest));
    }

    /**
     * Adds a digest.
     *
     * @returns whether it was new
     */
    add(digest: Digest64): boolean {
        if (digest.high === 0 && digest.low === 0) {
            const isNew = !this.hasZero;
            this.hasZero = true;
            return isNew;
        }
        if (this.used + 1 > this.high.length * MAX_LOAD) this.grow();
        const place = this.placeOf(digest);
        if (this.isTaken(place)) return false;
        this.high[place] = digest.high;
        this.low[place] = digest.low;
        this.used += 1;
        return true;
    }

    private isTaken(place: number): boolean {
        return this.high[place] !== 0 || this.low[place] !== 0;
    }

    private placeOf({ high, low }: Digest64): number {
        const mask = this.high.length - 1;
        let place = (low ^ (high >>> 7)) & mask;
        while (this.isTaken(place) && (this.high[place] !== high || this.low[place] !== low)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private grow(): void {
        const { high, low } = this;
        this.high = new Uint32Array(high.length * 2);
        this.low = new Uint32Array(high.length * 2);
        this.used = 0;
        for (let place = 0; place < high.length; place += 1) {
            const digest = { high: high[place] ?? 0, low: low[place] ?? 0 };
            if (digest.high !== 0 || digest.low !== 0) this.add(digest);
        }
    }
}
