import { isMigrationError } from '../errors.ts';
import type { PredictedRelease } from '../locks/import-slots.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { ImportContext } from './import-context.ts';
import { settleInDoubt } from './settle-in-doubt.ts';
import type { Submission } from './submission.ts';

const SHORTEST_BUSY_DELAY_MS = 2;
const LONGEST_BUSY_DELAY_MS = 30_000;
const IN_DOUBT_ATTEMPTS = 8;

/** An import job that Auth0 has taken. */
export interface SubmittedJob {
    readonly jobId: string;
    /** Milliseconds since the Unix epoch. */
    readonly submittedAt: number;
}

/**
 * Starts the import job of a submission, with the ledger and the journal one step ahead of each request.
 *
 * A request without an answer is never simply repeated: the target is asked what became of it.
 *
 * @param number - of the submission
 * @param prediction - what the slot was taken on; learns how good it was
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function submit(
    context: ImportContext,
    submission: Submission,
    number: number,
    prediction: PredictedRelease | undefined,
): Promise<SubmittedJob> {
    const { run } = context;
    await announce(context, submission, number);
    for (let attempt = 1; ; attempt += 1) {
        const sentAt = run.time.clock.now();
        try {
            return await send(context, submission, number, attempt === 1 ? { prediction } : { isRepeated: true });
        } catch (error) {
            const isInDoubt = isMigrationError(error) && error.retryable && !error.nothingHappened;
            if (!isInDoubt || attempt === IN_DOUBT_ATTEMPTS) throw error;
        }
        await settleInDoubt(context, submission, sentAt);
    }
}

// Who is about to be sent, before the request leaves: whatever happens then, the next attempt knows whom to look for.
async function announce({ run }: ImportContext, { users }: Submission, number: number): Promise<void> {
    const { store, time } = run;
    time.stopIfAsked();
    await store.ledger.append(
        users.map((item): [string, LedgerRecord] => {
            const { sourceUserId, source, decision, fields, written, kept = [], password, factors } = item;
            const record = {
                status: 'sent',
                isOurs: true,
                submission: number,
                // A new user gets an ID that nobody knows yet.
                targetId: undefined,
                ...{ source, decision, fields, written, kept, password, factors, writtenAt: 0 },
            } as const;
            return [sourceUserId, record];
        }),
    );
    const at = new Date(time.clock.now()).toISOString();
    await store.journal.append({ type: 'submission-started', submission: number, users: users.length, at });
}

async function send(
    { run, schedule, clockOffset, progress }: ImportContext,
    submission: Submission,
    number: number,
    { prediction, isRepeated }: { readonly prediction?: PredictedRelease | undefined; readonly isRepeated?: true },
): Promise<SubmittedJob> {
    const { time, target, store } = run;
    const { clock } = time;
    time.stopIfAsked();
    const expectedMs = schedule.expectedMs(submission.users.length);
    let firstRefusedAt: number | undefined;
    let lastRefusedAt = 0;
    // A request of ours is mostly early by less than it takes itself.
    let busyDelayMs = 0;
    for (;;) {
        const sentAt = clock.now();
        try {
            const job = await target.tenant.jobs.createUsersImport({
                connectionId: target.connection.id,
                file: submission.file,
                // An upsert would find accounts by address, and the address may have passed to somebody else.
                upsert: false,
                externalId: `${run.id}-${number}`,
            });
            if (firstRefusedAt === undefined) prediction?.recordAccepted();
            else prediction?.recordTooEarly(lastRefusedAt - firstRefusedAt);
            const submittedAt = clockOffset.madeAt(job.createdAt, clock.now());
            await store.journal.append({
                type: 'submission-accepted',
                submission: number,
                jobId: job.id,
                at: new Date(submittedAt).toISOString(),
                ...(job.createdAt === undefined ? {} : { tenantTime: new Date(job.createdAt).toISOString() }),
                ...(isRepeated === true ? { isRepeated } : {}),
            });
            progress.jobAccepted(submission, job.id, submittedAt);
            return { jobId: job.id, submittedAt };
        } catch (error) {
            if (!isMigrationError(error) || error.code !== 'IMPORT_SLOTS_BUSY') throw error;
        }
        firstRefusedAt ??= sentAt;
        lastRefusedAt = sentAt;
        progress.slotRefused(submission);
        // A job of ours that was to end, or somebody else's. The longer it lasts the less often it is tried.
        await time.sleep(busyDelayMs);
        time.stopIfAsked();
        busyDelayMs = Math.max(SHORTEST_BUSY_DELAY_MS, expectedMs / 100, busyDelayMs * 2);
        busyDelayMs = Math.min(LONGEST_BUSY_DELAY_MS, busyDelayMs);
    }
}
