import { counted, grouped } from '../migrator/counted.ts';
import type { Inspection } from '../migrator/index.ts';
import type { SeenSource } from './run-outputs.ts';
import type { UserMigrationReport } from './user-migration-run.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Inputs that no program spells so. */
const WORDS: Readonly<Record<string, string>> = {
    definitionDigest: 'the definition',
    sourceFileDigest: 'the file of users',
    sourceFormat: 'the format of the file of users',
};

/** Digests of files from Auth0's support. */
const EXPORTS: Readonly<Record<string, string>> = {
    hashExportDigest: 'the password hash export',
    factorExportDigest: 'the MFA export',
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Says why an `up` makes a pass over a migration whose state is known; empty where it does nothing.
 *
 * @param olds - the state
 * @param news - the inputs
 * @param seen - the source as it is now
 * @param deciding - names of the inputs whose change asks for a pass
 * @param now - milliseconds since the Unix epoch
 */
export function whyToRun(
    olds: Properties,
    news: Properties,
    seen: Inspection,
    deciding: readonly string[],
    now: number,
): string[] {
    const reasons: string[] = [];
    if (olds['status'] === 'incomplete') reasons.push('the last attempt did not finish');
    for (const input of deciding)
        if (olds[input] !== news[input]) reasons.push(`${WORDS[input] ?? `\`${input}\``} changed`);
    // An export that was deleted after the migration, as it should be, is no change.
    for (const [input, what] of Object.entries(EXPORTS))
        if (news[input] !== undefined && news[input] !== olds[input]) reasons.push(`${what} changed`);
    if (news['phase'] === 'prepare') return reasons;
    // The steps of a cut-over ask the folder whether the users were verified.
    if (news['phase'] === 'cutover' && seen.runId !== undefined && seen.run === undefined)
        reasons.push('this runs folder does not have the run');
    const before = (olds['seen'] ?? {}) as SeenSource;
    // Whom the migration itself deletes in the end is no reason for another pass.
    const deletedSince = (seen.run?.decommissioned ?? 0) - (before.decommissioned ?? 0);
    if (seen.sourceUsers !== undefined && seen.sourceUsers + deletedSince !== before.users) {
        reasons.push(`the source has ${counted(seen.sourceUsers, 'user')} (before: ${grouped(before.users ?? 0)})`);
    } else if (Date.parse(seen.newestSourceChange ?? '') > Date.parse(before.newestChange ?? '')) {
        reasons.push('users in the source changed or logged in since the last pass');
    }
    if (news['alwaysRun'] === true) reasons.push('`alwaysRun` is set');
    const finishedAt = Date.parse((olds['report'] as UserMigrationReport | undefined)?.finishedAt ?? '');
    if (typeof news['refreshEvery'] === 'string' && now - finishedAt >= durationMs(news['refreshEvery'])) {
        reasons.push(`the last pass is older than ${news['refreshEvery']}`);
    }
    return reasons;
}

/**
 * Reads a duration such as `30m`, `12h` or `7d`.
 *
 * @returns milliseconds
 */
function durationMs(text: string): number {
    return Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? Number.NaN);
}
