import { homedir } from 'node:os';
import { causeOf, reasonOf } from '../disclosure/foreign-error.ts';
import { redact } from '../disclosure/redact.ts';
import { secretsOfProcess } from '../disclosure/secret-values.ts';
import { isMigrationError } from '../errors.ts';
import type { FailureEntry, LoggedError } from './log-entry.ts';

const MOST_CAUSES = 8;

/**
 * Describes anything that was thrown for the log: code, message, stack and causes, without what may be secret or somebody's.
 *
 * @param error - anything that was thrown
 * @param now - when it was thrown
 */
export function failureEntry(error: unknown, now: number = Date.now()): FailureEntry {
    const causes: LoggedError[] = [];
    let cause = error instanceof Error ? error.cause : undefined;
    while (cause !== undefined && causes.length < MOST_CAUSES) {
        causes.push(loggedError(cause, causeOf));
        cause = cause instanceof Error ? cause.cause : undefined;
    }
    return { event: 'failure', at: new Date(now).toISOString(), ...loggedError(error, reasonOf), causes };
}

function loggedError(error: unknown, textOf: (error: unknown) => string): LoggedError {
    if (!(error instanceof Error)) return { name: typeof error, message: reasonOf(error), stack: [] };
    const isCode = 'code' in error && /^\w{1,64}$/.test(String(error.code));
    return {
        name: /^\w{1,64}$/.test(error.name) ? error.name : 'Error',
        ...(isCode ? { code: String(error.code) } : {}),
        message: isMigrationError(error) ? error.message : redact(textOf(error), secretsOfProcess()),
        stack: framesOf(error),
    };
}

// The first lines of a stack repeat the message.
function framesOf({ stack = '' }: Error): string[] {
    return stack
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .map((line) => redact(line.trim().replaceAll(homedir(), '~')));
}
