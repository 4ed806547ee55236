import { redact } from '../disclosure/redact.ts';

/** Lines that only Node, V8 or the system's loader write when a process dies. Anything else may be about users. */
const CRASH_LINES: readonly RegExp[] = [
    /^FATAL ERROR: /,
    /^# ?(Fatal|Check failed|Debug check failed|last resort|FailureMessage|\s*$)/,
    /^<---.*--->$/,
    /^\[\d+:0x[0-9a-f]+\]\s+\d+ ms: /,
    /^-{3,}.*-{3,}$/,
    /^\s*#?\d+:? 0x[0-9a-f]+ /,
    /^\d+: .*:\d+:\d+\)?$/,
    /^\s+at .*(:\d+|\(native\)|<anonymous>|\[as \w+\])\)?$/,
    /^Node\.js v\d/,
    /^node: /,
    /^(Segmentation fault|Aborted|Killed|Bus error|Illegal instruction|Trace\/breakpoint trap)\b/,
    /^(terminate called|double free|free\(\)|malloc|munmap_chunk|corrupted )/,
    /^(Uncaught )?\w*(Error|Exception)( \[\w+\])?: /,
];

const MOST_LINES = 12;
const LONGEST_LINE = 200;

/**
 * Picks what a dying process said of its death out of its last lines of stderr.
 *
 * A message with these lines goes into states and logs, so a line of any other form is left out, and what remains is redacted.
 *
 * @param lines - in their order
 * @param secrets - texts that must not remain
 */
export function crashLines(lines: readonly string[], secrets: readonly string[]): string[] {
    return lines
        .map((line) => line.trimEnd())
        .filter((line) => line !== '' && CRASH_LINES.some((form) => form.test(line)))
        .slice(-MOST_LINES)
        .map((line) => redact(line, secrets).slice(0, LONGEST_LINE));
}
