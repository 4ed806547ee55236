import type { Digest64 } from './digest.ts';

/** Places in use at most: above it look-ups of what is not there become slow. */
const MAX_LOAD = 0.75;
/** Tables grow by a third and not by two, since memory is what bounds a run of millions. */
const GROWTH = 1.33;
const LEAST_PLACES = 16;
/** The most entries to make room for in advance: the number may come from a tenant's answer, and a table grows by itself. */
const MOST_EXPECTED = 2 ** 24;
const MAX_UINT32 = 2 ** 32 - 1;

/**
 * The higher and the lower half of each place's digest, side by side: a look-up in a large table waits for the memory once and not twice.
 * A free place is 0 and 0; the one digest that looks like it is kept as 0 and 1.
 */
type Keys = Uint32Array<ArrayBuffer>;

/**
 * A map from 64-bit digests to numbers, in flat arrays that give the garbage collector nothing to do.
 *
 * This is what lets a run know every user without holding one. An entry takes 12 bytes while all values are below 2^32, and 16 from
 * the first larger one on (up to 2^53), and a quarter to a half more for free places.
 */
export class DigestTable {
    private keys: Keys;
    private values: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
    private used = 0;

    /**
     * Makes an empty table.
     *
     * @param expected - entries to make room for; the table grows by itself
     */
    constructor(expected = 0) {
        const places = placesFor(expected);
        this.keys = new Uint32Array(2 * places);
        this.values = new Uint32Array(places);
    }

    /** Entries in the table. */
    get size(): number {
        return this.used;
    }

    /** Gives the value of a digest, or undefined if it has none. */
    get(digest: Digest64): number | undefined {
        const place = placeOf(this.keys, digest);
        return isTaken(this.keys, place) ? this.values[place] : undefined;
    }

    /** Gives the values of all digests that have a lower half. */
    valuesOfLow(low: number): number[] {
        const values: number[] = [];
        const { keys } = this;
        for (let place = firstPlaceOf(keys, low); isTaken(keys, place); place = next(place, keys)) {
            if (keys[2 * place + 1] === low) values.push(this.values[place] ?? 0);
        }
        return values;
    }

    /** Tells whether a digest has a value. */
    has(digest: Digest64): boolean {
        return isTaken(this.keys, placeOf(this.keys, digest));
    }

    /**
     * Gives a digest a value unless it has one.
     *
     * @returns whether the digest was new
     */
    add(digest: Digest64, value: number): boolean {
        if (this.used + 1 > this.values.length * MAX_LOAD) this.grow();
        const place = placeOf(this.keys, digest);
        if (isTaken(this.keys, place)) return false;
        take(this.keys, place, digest);
        this.write(place, value);
        this.used += 1;
        return true;
    }

    /** Gives a digest a value, in place of the one that it may have. */
    set(digest: Digest64, value: number): void {
        if (this.add(digest, value)) return;
        this.write(placeOf(this.keys, digest), value);
    }

    private write(place: number, value: number): void {
        if (this.values instanceof Uint32Array && !(value >= 0 && value <= MAX_UINT32))
            this.values = Float64Array.from(this.values);
        this.values[place] = value;
    }

    private grow(): void {
        const { keys, values } = this;
        const places = Math.ceil(values.length * GROWTH);
        this.keys = new Uint32Array(2 * places);
        this.values = values instanceof Uint32Array ? new Uint32Array(places) : new Float64Array(places);
        this.used = 0;
        for (let place = 0; place < values.length; place += 1) {
            if (isTaken(keys, place)) this.add(digestAt(keys, place), values[place] ?? 0);
        }
    }
}

/**
 * A set of 64-bit digests in a flat array: 8 bytes an entry, a quarter to a half more for free places.
 *
 * It answers whether an address was seen before; where something must be found again, a {@link DigestTable} holds its place.
 */
export class DigestSet {
    private keys: Keys;
    private used = 0;

    /**
     * Makes an empty set.
     *
     * @param expected - entries to make room for; the set grows by itself
     */
    constructor(expected = 0) {
        this.keys = new Uint32Array(2 * placesFor(expected));
    }

    /** Entries in the set. */
    get size(): number {
        return this.used;
    }

    /** Tells whether a digest is in the set. */
    has(digest: Digest64): boolean {
        return isTaken(this.keys, placeOf(this.keys, digest));
    }

    /**
     * Adds a digest.
     *
     * @returns whether it was new
     */
    add(digest: Digest64): boolean {
        if (this.used + 1 > (this.keys.length / 2) * MAX_LOAD) this.grow();
        const place = placeOf(this.keys, digest);
        if (isTaken(this.keys, place)) return false;
        take(this.keys, place, digest);
        this.used += 1;
        return true;
    }

    private grow(): void {
        const { keys } = this;
        const places = keys.length / 2;
        this.keys = new Uint32Array(2 * Math.ceil(places * GROWTH));
        this.used = 0;
        for (let place = 0; place < places; place += 1) {
            if (isTaken(keys, place)) this.add(digestAt(keys, place));
        }
    }
}

function placesFor(entries: number): number {
    return Math.max(LEAST_PLACES, Math.ceil(Math.min(entries, MOST_EXPECTED) / MAX_LOAD) + 1);
}

function lowOf({ high, low }: Digest64): number {
    return high === 0 && low === 0 ? 1 : low;
}

function isTaken(keys: Keys, place: number): boolean {
    return keys[2 * place] !== 0 || keys[2 * place + 1] !== 0;
}

function take(keys: Keys, place: number, digest: Digest64): void {
    keys[2 * place] = digest.high;
    keys[2 * place + 1] = lowOf(digest);
}

function digestAt(keys: Keys, place: number): Digest64 {
    return { high: keys[2 * place] ?? 0, low: keys[2 * place + 1] ?? 0 };
}

// Where a digest is, or the free place where it would be.
function placeOf(keys: Keys, digest: Digest64): number {
    const { high } = digest;
    const low = lowOf(digest);
    let place = firstPlaceOf(keys, low);
    while (isTaken(keys, place) && (keys[2 * place] !== high || keys[2 * place + 1] !== low)) place = next(place, keys);
    return place;
}

// Digests with one lower half are in places one behind the other, with those of others between them.
function firstPlaceOf({ length }: Keys, low: number): number {
    return Math.floor((low / 4_294_967_296) * (length / 2));
}

function next(place: number, { length }: Keys): number {
    return 2 * (place + 1) === length ? 0 : place + 1;
}
