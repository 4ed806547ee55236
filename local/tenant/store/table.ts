/** Is told the ID of each row that was added, changed or removed. */
export type ChangeListener = (id: string) => void;

/** Rows of one kind by their ID, in the order of their creation. A change of a row in place is noted before anything waits. */
export class Table<T> extends Map<string, T> {
    readonly #onChange: ChangeListener | undefined;

    constructor(onChange?: ChangeListener) {
        super();
        this.#onChange = onChange;
    }

    override set(id: string, row: T): this {
        super.set(id, row);
        this.#onChange?.(id);
        return this;
    }

    override delete(id: string): boolean {
        const wasThere = super.delete(id);
        if (wasThere) this.#onChange?.(id);
        return wasThere;
    }

    override clear(): void {
        const ids = [...this.keys()];
        super.clear();
        for (const id of ids) this.#onChange?.(id);
    }

    /** Notes that a row was changed in place. */
    noteChange(id: string): void {
        this.#onChange?.(id);
    }
}
