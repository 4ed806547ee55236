import { isMigrationError } from '../errors.ts';
import type { BatchState } from '../run-store/run-state.ts';
import { stopIfAsked } from '../run/run.ts';
import type { SlotPromise } from './predicted-release.ts';
import type { ImportContext } from './import-context.ts';
import { nameOf, type Part } from './part.ts';
import { settleUnknown } from './settle-unknown.ts';

const SHORTEST_BUSY_DELAY_MS = 2;
const LONGEST_BUSY_DELAY_MS = 30_000;
const UNKNOWN_ATTEMPTS = 8;

/** An import job that Auth0 has taken. */
export interface SubmittedJob {
    readonly jobId: string;
    /** Milliseconds since the Unix epoch. */
    readonly submittedAt: number;
}

/**
 * Starts the import job of a part, with the journal one step ahead of each request.
 *
 * A request without an answer is never simply repeated: the target is asked what became of it.
 *
 * @param known - what the journal says of the part; `unknown` when a request left and its answer was not kept
 * @param promise - what the slot was taken on; hears how good it was
 * @returns the job; undefined when the target proves that a request without an answer did its work
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function submitPart(
    context: ImportContext,
    part: Part,
    known: BatchState | undefined,
    promise: SlotPromise | undefined,
): Promise<SubmittedJob | undefined> {
    const { run } = context;
    let lostAt = known?.status === 'unknown' ? Date.parse(known.submittingAt ?? '') || run.clock.now() : undefined;
    for (let attempt = 1; ; attempt += 1) {
        if (lostAt !== undefined && (await settleUnknown(context, part, lostAt)) === 'done') return undefined;
        const sentAt = run.clock.now();
        try {
            return await send(context, part, attempt === 1 ? promise : undefined);
        } catch (error) {
            const isUnknown = isMigrationError(error) && error.retryable && !error.nothingHappened;
            if (!isUnknown || attempt === UNKNOWN_ATTEMPTS) throw error;
            lostAt = sentAt;
        }
    }
}

async function send(context: ImportContext, part: Part, promise: SlotPromise | undefined): Promise<SubmittedJob> {
    const { run, pace, jobClock } = context;
    const { journal, clock, target } = run;
    stopIfAsked(run);
    const { digest } = part;
    const at = new Date(clock.now()).toISOString();
    await journal.append({ type: 'batch-submitting', ...nameOf(part), digest, users: part.users.length, at });
    const expectedMs = pace.expectedMs(part.users.length);
    let firstRefusedAt: number | undefined;
    let lastRefusedAt = 0;
    // A request of ours is mostly early by less than it takes itself.
    let busyDelayMs = 0;
    for (;;) {
        const sentAt = clock.now();
        try {
            const job = await target.tenant.createUsersImport({
                connectionId: target.connection.id,
                file: part.file,
                upsert: part.upsert,
                externalId: [run.id, run.pass, part.batch, part.part].filter((text) => text !== undefined).join('-'),
            });
            if (firstRefusedAt === undefined) promise?.noteAccepted();
            else promise?.noteTooEarly(lastRefusedAt - firstRefusedAt);
            const submittedAt = jobClock.madeAt(job.createdAt, clock.now());
            const at = new Date(submittedAt).toISOString();
            await journal.append({ type: 'batch-submitted', ...nameOf(part), jobId: job.id, at });
            return { jobId: job.id, submittedAt };
        } catch (error) {
            if (!isMigrationError(error) || error.code !== 'IMPORT_SLOTS_BUSY') throw error;
        }
        firstRefusedAt ??= sentAt;
        lastRefusedAt = sentAt;
        // A job of ours that was to end, or somebody else's. The longer it lasts the less it is knocked for.
        await clock.sleep(busyDelayMs, run.signal);
        stopIfAsked(run);
        busyDelayMs = Math.max(SHORTEST_BUSY_DELAY_MS, expectedMs / 100, busyDelayMs * 2);
        busyDelayMs = Math.min(LONGEST_BUSY_DELAY_MS, busyDelayMs);
    }
}
