/** So many answers show how far the clocks are apart: enough for one to have come quickly, and few enough for clocks that drift. */
const ANSWERS = 16;

/**
 * Says by this machine's clock when the tenant made its jobs, so that their ends are predicted from their beginnings.
 *
 * An answer may come late, so its time says little; the `created_at` in it is exact, by the tenant's clock. How far the two
 * clocks are apart is known from the quickest of the last answers.
 */
export class ClockOffset {
    private readonly apartMs: number[] = [];
    private isExact = false;

    /**
     * Says when a job was made.
     *
     * @param createdAt - milliseconds since the Unix epoch, by the tenant's clock; undefined where the tenant does not say
     * @param answeredAt - the same by this machine's clock, when the answer came
     * @returns milliseconds since the Unix epoch by this machine's clock, never after the answer
     */
    madeAt(createdAt: number | undefined, answeredAt: number): number {
        // Where all times are whole seconds, the time of the answer is the better one.
        this.isExact ||= createdAt !== undefined && createdAt % 1000 !== 0;
        if (createdAt === undefined || !this.isExact) return answeredAt;
        this.apartMs.push(answeredAt - createdAt);
        if (this.apartMs.length > ANSWERS) this.apartMs.shift();
        return createdAt + Math.min(...this.apartMs);
    }
}
