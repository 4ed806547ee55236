import type { Digest64 } from './digest.ts';

/** Places in use at most: above it look-ups of what is not there become slow. */
const MAX_LOAD = 0.75;
/** Tables grow by a third and not by two, since memory is what bounds a run of millions. */
const GROWTH = 1.33;
const LEAST_PLACES = 16;
const MAX_UINT32 = 2 ** 32 - 1;

/**
 * A map from 64-bit digests to numbers, in flat arrays that give the garbage collector nothing to do.
 *
 * This is what lets a run know every user without holding one. An entry takes 12 bytes while all values are below 2^32, and 16 from
 * the first larger one on (up to 2^53), and a quarter to a half more for free places.
 */
export class DigestTable {
    // A free place is 0 and 0; the one digest that looks like it is kept as 0 and 1.
    private high: Uint32Array<ArrayBuffer>;
    private low: Uint32Array<ArrayBuffer>;
    private values: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
    private used = 0;

    /**
     * Makes an empty table.
     *
     * @param expected - entries to make room for; the table grows by itself
     */
    constructor(expected = 0) {
        const places = placesFor(expected);
        this.high = new Uint32Array(places);
        this.low = new Uint32Array(places);
        this.values = new Uint32Array(places);
    }

    /** Entries in the table. */
    get size(): number {
        return this.used;
    }

    /** Gives the value of a digest, or undefined if it has none. */
    get(digest: Digest64): number | undefined {
        const place = placeOf(this.high, this.low, digest);
        return isTaken(this.high, this.low, place) ? this.values[place] : undefined;
    }

    /** Gives the values of all digests that have a lower half. */
    valuesOfLow(low: number): number[] {
        const values: number[] = [];
        for (
            let place = firstPlaceOf(this.low, low);
            isTaken(this.high, this.low, place);
            place = next(place, this.low)
        ) {
            if (this.low[place] === low) values.push(this.values[place] ?? 0);
        }
        return values;
    }

    /** Tells whether a digest has a value. */
    has(digest: Digest64): boolean {
        return isTaken(this.high, this.low, placeOf(this.high, this.low, digest));
    }

    /**
     * Gives a digest a value unless it has one.
     *
     * @returns whether the digest was new
     */
    add(digest: Digest64, value: number): boolean {
        if (this.used + 1 > this.values.length * MAX_LOAD) this.grow();
        const place = placeOf(this.high, this.low, digest);
        if (isTaken(this.high, this.low, place)) return false;
        this.high[place] = digest.high;
        this.low[place] = lowOf(digest);
        this.write(place, value);
        this.used += 1;
        return true;
    }

    /** Gives a digest a value, in place of the one that it may have. */
    set(digest: Digest64, value: number): void {
        if (this.add(digest, value)) return;
        this.write(placeOf(this.high, this.low, digest), value);
    }

    private write(place: number, value: number): void {
        if (this.values instanceof Uint32Array && !(value >= 0 && value <= MAX_UINT32))
            this.values = Float64Array.from(this.values);
        this.values[place] = value;
    }

    private grow(): void {
        const { high, low, values } = this;
        const places = Math.ceil(values.length * GROWTH);
        this.high = new Uint32Array(places);
        this.low = new Uint32Array(places);
        this.values = values instanceof Uint32Array ? new Uint32Array(places) : new Float64Array(places);
        this.used = 0;
        for (let place = 0; place < values.length; place += 1) {
            if (isTaken(high, low, place))
                this.add({ high: high[place] ?? 0, low: low[place] ?? 0 }, values[place] ?? 0);
        }
    }
}

/**
 * A set of 64-bit digests in two flat arrays: 8 bytes an entry, a quarter to a half more for free places.
 *
 * It answers whether an address was seen before; where something must be found again, a {@link DigestTable} holds its place.
 */
export class DigestSet {
    private high: Uint32Array<ArrayBuffer>;
    private low: Uint32Array<ArrayBuffer>;
    private used = 0;

    /**
     * Makes an empty set.
     *
     * @param expected - entries to make room for; the set grows by itself
     */
    constructor(expected = 0) {
        const places = placesFor(expected);
        this.high = new Uint32Array(places);
        this.low = new Uint32Array(places);
    }

    /** Entries in the set. */
    get size(): number {
        return this.used;
    }

    /** Tells whether a digest is in the set. */
    has(digest: Digest64): boolean {
        return isTaken(this.high, this.low, placeOf(this.high, this.low, digest));
    }

    /**
     * Adds a digest.
     *
     * @returns whether it was new
     */
    add(digest: Digest64): boolean {
        if (this.used + 1 > this.high.length * MAX_LOAD) this.grow();
        const place = placeOf(this.high, this.low, digest);
        if (isTaken(this.high, this.low, place)) return false;
        this.high[place] = digest.high;
        this.low[place] = lowOf(digest);
        this.used += 1;
        return true;
    }

    private grow(): void {
        const { high, low } = this;
        const places = Math.ceil(high.length * GROWTH);
        this.high = new Uint32Array(places);
        this.low = new Uint32Array(places);
        this.used = 0;
        for (let place = 0; place < high.length; place += 1) {
            if (isTaken(high, low, place)) this.add({ high: high[place] ?? 0, low: low[place] ?? 0 });
        }
    }
}

function placesFor(entries: number): number {
    return Math.max(LEAST_PLACES, Math.ceil(entries / MAX_LOAD) + 1);
}

function lowOf({ high, low }: Digest64): number {
    return high === 0 && low === 0 ? 1 : low;
}

function isTaken(high: Uint32Array, low: Uint32Array, place: number): boolean {
    return high[place] !== 0 || low[place] !== 0;
}

// Where a digest is, or the free place where it would be.
function placeOf(highs: Uint32Array, lows: Uint32Array, digest: Digest64): number {
    const { high } = digest;
    const low = lowOf(digest);
    let place = firstPlaceOf(lows, low);
    while ((highs[place] !== 0 || lows[place] !== 0) && (highs[place] !== high || lows[place] !== low))
        place = next(place, lows);
    return place;
}

// Digests with one lower half are in places one behind the other, with those of others between them.
function firstPlaceOf({ length }: Uint32Array, low: number): number {
    return Math.floor((low / 4_294_967_296) * length);
}

function next(place: number, { length }: Uint32Array): number {
    return place + 1 === length ? 0 : place + 1;
}
