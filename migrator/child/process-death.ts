/** How a child process died before it had a result. */
export interface ProcessDeath {
    /** Undefined when it could not even be started. */
    readonly pid: number | undefined;
    /** The signal that ended the process. */
    readonly signal: NodeJS.Signals | undefined;
    /** The exit code of the process. */
    readonly exitCode: number | undefined;
    /** Why it could not be started, such as `EAGAIN`. */
    readonly startFailure: string | undefined;
    /** What Node or the system said of it on stderr, without anything that may be secret or personal. */
    readonly lastLines: readonly string[];
}

const HINTS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
    SIGKILL: ' (somebody killed it, or the system was out of memory)',
    SIGSEGV: ' (a fault of Node or of a native module)',
    SIGTRAP: ' (a fault of Node)',
    SIGILL: ' (a fault of Node)',
    SIGBUS: ' (a fault of Node, or a disk that went away)',
    SIGABRT: ' (Node aborted, usually because its heap was full)',
};

/**
 * Says how a process died, as the end of a sentence whose subject is the process.
 *
 * @example was killed by SIGSEGV (a fault of Node or of a native module)
 */
export function describeDeath({ signal, exitCode, startFailure }: ProcessDeath): string {
    if (startFailure !== undefined) return `could not be started: ${startFailure}`;
    if (signal !== undefined) return `was killed by ${signal}${HINTS[signal] ?? ''}`;
    return `ended with exit code ${exitCode ?? 'unknown'} before it was done`;
}

/** Gives the last lines of a dead process's stderr as the end of a message; nothing where it said nothing. */
export function describeLastLines({ lastLines }: ProcessDeath): string {
    return lastLines.length === 0
        ? ''
        : `\nLast lines of its stderr:\n${lastLines.map((line) => `  ${line}`).join('\n')}`;
}

/**
 * Says in a sentence that a process died and that another took its place.
 *
 * @example Process 4711 of the migration was killed by SIGKILL (...). It was started again and continues.
 *
 * @param death - how the first process ended
 */
export function formatRestart(death: ProcessDeath): string {
    const name = death.pid === undefined ? 'The process of the migration' : `Process ${death.pid} of the migration`;
    return `${name} ${describeDeath(death)}. It was started again and continues.${describeLastLines(death)}`;
}
