/** Gives a signal that aborts on the first Ctrl+C or SIGTERM: the work then stops at its next safe point. A second one ends the process. */
export function stopOnSignal(): AbortSignal {
    const stop = new AbortController();
    const onSignal = () => {
        stop.abort(new Error('interrupted'));
    };
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    return stop.signal;
}
