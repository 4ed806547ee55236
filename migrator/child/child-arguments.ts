/** The heap that a child gets, in MiB. */
export interface ChildHeap {
    /** Of each of the two halves of the young generation. */
    readonly semiSpaceMb: number;
    /** Of the old generation at most. */
    readonly oldSpaceMb: number;
    /** What the old generation may fill before V8 first marks it; V8's own choice where it is undefined. */
    readonly initialOldSpaceMb?: number;
}

/** Options that say what a Node runs, or how it is watched: they are the parent's alone. */
const OF_THE_PARENT =
    /^(-[epci]|-pe|--(eval|print|check|interactive|run|input-type|env-file|env-file-if-exists|inspect|inspect-.*|debug-port|test|test-.*|experimental-test-.*|watch|watch-.*))(=|$)/;

/**
 * Gives the Node options of a child: those of its parent, such as loaders and certificates, and the limits of its heap.
 *
 * @param parent - `process.execArgv`
 */
export function childArguments(
    parent: readonly string[],
    { semiSpaceMb, oldSpaceMb, initialOldSpaceMb }: ChildHeap,
): string[] {
    const kept: string[] = [];
    let isDropping = false;
    for (const argument of parent) {
        // What has no dash is the value of the option before it.
        if (argument.startsWith('-')) isDropping = OF_THE_PARENT.test(argument);
        if (!isDropping) kept.push(argument);
    }
    return [
        ...kept,
        // NODE_OPTIONS may tell every Node to listen for a debugger, and a port can be had once.
        '--inspect-port=0',
        `--max-semi-space-size=${semiSpaceMb}`,
        `--max-old-space-size=${oldSpaceMb}`,
        ...(initialOldSpaceMb === undefined ? [] : [`--initial-old-space-size=${initialOldSpaceMb}`]),
    ];
}
