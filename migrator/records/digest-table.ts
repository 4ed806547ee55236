import type { Digest64 } from './digest.ts';

const MAX_LOAD = 0.6;

/**
 * A map from 64-bit digests to numbers of up to 2^53, in flat arrays: 16 bytes an entry and nothing for the collector.
 *
 * This is what lets a run know every user without holding one: 2,000,000 entries take about 67 MB.
 */
export class DigestTable {
    private high: Uint32Array<ArrayBuffer>;
    private low: Uint32Array<ArrayBuffer>;
    // Number.NaN marks a free place, since every finite number is a value.
    private values: Float64Array<ArrayBuffer>;
    private used = 0;

    /**
     * Makes an empty table.
     *
     * @param expected - entries to make room for; the table grows by itself
     */
    constructor(expected = 1024) {
        const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, expected / MAX_LOAD)));
        this.high = new Uint32Array(capacity);
        this.low = new Uint32Array(capacity);
        this.values = new Float64Array(capacity).fill(Number.NaN);
    }

    /** Entries in the table. */
    get size(): number {
        return this.used;
    }

    /** Gives the value of a digest, or undefined if it has none. */
    get(digest: Digest64): number | undefined {
        const value = this.values[this.placeOf(digest)] ?? Number.NaN;
        return Number.isNaN(value) ? undefined : value;
    }

    /** Tells whether a digest has a value. */
    has(digest: Digest64): boolean {
        return this.get(digest) !== undefined;
    }

    /**
     * Gives a digest a value unless it has one.
     *
     * @param value - a number other than NaN
     * @returns whether the digest was new
     */
    add(digest: Digest64, value: number): boolean {
        if (this.used + 1 > this.values.length * MAX_LOAD) this.grow();
        const place = this.placeOf(digest);
        if (!Number.isNaN(this.values[place])) return false;
        this.high[place] = digest.high;
        this.low[place] = digest.low;
        this.values[place] = value;
        this.used += 1;
        return true;
    }

    private placeOf({ high, low }: Digest64): number {
        const mask = this.values.length - 1;
        let place = (low ^ (high >>> 7)) & mask;
        while (!Number.isNaN(this.values[place]) && (this.high[place] !== high || this.low[place] !== low)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private grow(): void {
        const { high, low, values } = this;
        this.high = new Uint32Array(values.length * 2);
        this.low = new Uint32Array(values.length * 2);
        this.values = new Float64Array(values.length * 2).fill(Number.NaN);
        this.used = 0;
        values.forEach((value, place) => {
            if (!Number.isNaN(value)) this.add({ high: high[place] ?? 0, low: low[place] ?? 0 }, value);
        });
    }
}
