import { counted } from '../counted.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import { type Progress, STAGES } from '../progress.ts';
import type { RunState } from '../run-store/run-state.ts';

/** What stops a run at a safe point, so that it is known what is done and what is left. */
const STOPS = new Set<string>(['RUN_STOPPED', 'TIME_BUDGET_SPENT', 'RUN_LOCKED', 'STORAGE_FULL', 'TENANT_UNREACHABLE']);

/**
 * Says of a run that was stopped what is done and what is left; gives any other error back as it is.
 *
 * @param reached - where the run was at last
 */
export function stoppedAt(error: unknown, state: RunState, reached: Progress | undefined): unknown {
    if (!isMigrationError(error) || !STOPS.has(error.code)) return error;
    const { code, message, cause, retryable, statusCode, retryAfterMs, nothingHappened, subject } = error;
    return new MigrationError(code, `${message} ${doneAndLeft(state, reached)}`, {
        ...{ cause, retryable, nothingHappened, subject },
        ...(statusCode === undefined ? {} : { statusCode }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
}

function doneAndLeft(state: RunState, reached: Progress | undefined): string {
    const submissions = [...state.submissions.values()];
    const running = submissions.filter(({ status }) => status !== 'finished').length;
    const sent = submissions.reduce((sum, { status, users }) => (status === 'finished' ? sum + users : sum), 0);
    const done = `Done: ${counted(sent, 'user')} sent in ${counted(submissions.length - running, 'import job')}`;
    const jobs = running === 0 ? '' : `, ${counted(running, 'import job')} still running at Auth0`;
    if (reached === undefined) return `${done}${jobs}. Left: everything of pass ${state.pass}.`;
    const { stage, step = 'users', done: stageDone, total } = reached;
    const later = STAGES.slice(STAGES.indexOf(stage) + 1).join(', ');
    const isStageDone = total !== undefined && stageDone >= total;
    if (isStageDone) return `${done}${jobs}. Left of pass ${state.pass}: ${later === '' ? 'its end' : later}.`;
    const number = (value: number): string => value.toLocaleString('en-US');
    const rest = total === undefined ? '' : `${number(total - stageDone)} of ${number(total)} ${step} in `;
    return `${done}${jobs}. Left of pass ${state.pass}: ${rest}the stage ${stage}${later === '' ? '' : `, then ${later}`}.`;
}
