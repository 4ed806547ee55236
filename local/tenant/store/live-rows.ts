const MIN_SWEEP_SIZE = 10_000;

interface Row {
    rowKey: number | undefined;
}

/**
 * The objects of rows that someone may still hold. It lets two look-ups of one row give one object, and keeps none alive.
 */
export class LiveRows<T extends Row> {
    readonly #byKey = new Map<number, WeakRef<T>>();
    #sweepSize = MIN_SWEEP_SIZE;

    get(key: number): T | undefined {
        return this.#byKey.get(key)?.deref();
    }

    /** Makes an object the one of its row; one that is it already stays it. A row can't have two. */
    add(key: number, object: T): void {
        const known = this.get(key);
        if (known === object) return;
        if (known !== undefined)
            throw new Error('Two objects stand for one row of the store, and one of them was to be written.');
        this.#byKey.set(key, new WeakRef(object));
        if (this.#byKey.size > this.#sweepSize) this.#sweep();
    }

    delete(key: number): void {
        this.#byKey.delete(key);
    }

    clear(): void {
        this.#byKey.clear();
    }

    // The garbage collector tells no one, at this price: what it has taken is looked for when the map has doubled.
    #sweep(): void {
        for (const [key, reference] of this.#byKey) if (reference.deref() === undefined) this.#byKey.delete(key);
        this.#sweepSize = Math.max(MIN_SWEEP_SIZE, this.#byKey.size * 2);
    }
}
