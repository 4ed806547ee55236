import { text } from 'node:stream/consumers';
import type { Artifacts } from './artifacts/artifacts.ts';
import type { Journal } from './journal/journal.ts';
import { readRunState } from './journal/run-state.ts';
import type { Report } from './report/report.ts';
import type { RunSide } from './run-side.ts';

/** What a caller remembers of a run, so that it can be told what it has missed. */
export interface LastHeard {
    /** The newest pass whose report the caller has; `0` for none. */
    readonly pass: number;
    /** Users of the source as they are counted now; undefined where nobody counts. */
    readonly sourceUsers: number | undefined;
}

/**
 * Gives the report of a pass that was completed and whose answer nobody heard: its process was killed in between.
 *
 * Without it the next attempt would make a new pass, and find all its own users to be existing ones.
 *
 * @param ends - where the users come from and go to now
 * @returns undefined where there is none, or the source has other users by now: then a new pass is due
 */
export async function readUnheardReport(
    { entries }: Pick<Journal, 'entries'>,
    artifacts: Artifacts,
    ends: { readonly source: RunSide; readonly target: RunSide },
    definitionDigest: string,
    lastHeard: LastHeard | undefined,
): Promise<Report | undefined> {
    const state = readRunState(entries);
    if (lastHeard === undefined || !state.isPassCompleted || state.definitionDigest !== definitionDigest)
        return undefined;
    if (state.pass <= Math.max(lastHeard.pass, state.deliveredPass) || !(await artifacts.has('report.json')))
        return undefined;
    const report = JSON.parse(await text(artifacts.read('report.json'))) as Report;
    const isSame =
        report.pass === state.pass &&
        report.source === nameOf(ends.source) &&
        report.target === nameOf(ends.target) &&
        (lastHeard.sourceUsers ?? report.sourceUsers) === report.sourceUsers;
    return isSame ? report : undefined;
}

function nameOf({ connection, tenant }: RunSide): string {
    return `${connection.name} (${tenant.domain})`;
}
