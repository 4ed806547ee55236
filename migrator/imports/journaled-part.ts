import { partKey, readRunState } from '../journal/run-state.ts';
import type { ImportContext } from './import-context.ts';
import { nameOf, type Part } from './part.ts';
import { type PartOutcome, runPart } from './run-part.ts';

/**
 * Runs a part of a batch, unless an earlier process has finished it, and keeps what came of it in the journal.
 *
 * @param part - with a name; a whole batch is finished by the batch itself
 */
export async function journaledPart(
    context: ImportContext,
    part: Part,
): Promise<Pick<PartOutcome, 'rejected' | 'failedAsWhole'>> {
    const { journal, clock } = context.run;
    const known = readRunState(journal.entries).parts.get(partKey(part.batch, part.part ?? ''));
    // A part of other users than before has nothing to do with it: what came before it went another way.
    const same = known?.digest === part.digest ? known : undefined;
    const isFinished = same?.status === 'finished';
    if (isFinished && same.failed !== true) return { rejected: same.rejected, failedAsWhole: false };
    // A job that failed for an earlier process may do better now.
    const outcome = await runPart(context, part, isFinished ? undefined : same);
    await journal.append({
        type: 'batch-finished',
        ...nameOf(part),
        jobId: outcome.ended?.job.id,
        summary: outcome.ended?.job.summary,
        rejected: outcome.failedAsWhole ? [] : outcome.rejected,
        failed: outcome.failedAsWhole,
        ...(outcome.ended === undefined
            ? {}
            : { endedAt: new Date(outcome.ended.endedAt).toISOString(), looks: outcome.ended.looks }),
        at: new Date(clock.now()).toISOString(),
    });
    return outcome;
}
