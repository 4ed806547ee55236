/**
 * How long a child process goes on without its parent at most, in milliseconds: as long as Pulumi grants a provider between SIGINT and
 * SIGKILL.
 *
 * A run that finds its lock taken waits a little longer than this.
 */
export const ORPHAN_GRACE_MS = 5_000;
