import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import type { PassedLimit } from './compared-assignments.ts';

const NAMED_AT_MOST = 10;

/** Counts what each user or organization has, and finds those that would have more than Auth0 takes. */
export class LimitCounts {
    private readonly counts = new DigestTable();
    private readonly passed: string[] = [];
    private readonly what: string;
    private readonly limit: number;

    /**
     * Makes a count of nothing.
     *
     * @param what - what is counted, as in `roles of a user`
     */
    constructor(what: string, limit: number) {
        this.what = what;
        this.limit = limit;
    }

    /** Counts some more of a user or an organization. */
    add(subject: string, number = 1): void {
        const digest = digest64(subject);
        const before = this.counts.get(digest) ?? 0;
        this.counts.set(digest, before + number);
        if (before <= this.limit && before + number > this.limit) this.passed.push(subject);
    }

    /** Gives the limit where somebody passes it. */
    found(): PassedLimit[] {
        return this.passed.length === 0
            ? []
            : [{ what: this.what, limit: this.limit, subjects: this.passed.slice(0, NAMED_AT_MOST) }];
    }
}
