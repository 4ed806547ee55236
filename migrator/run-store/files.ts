/** One kind of file in a run's folder. */
export interface RunFile {
    /** Its names. */
    readonly pattern: RegExp;
    /** What it holds, for a person. */
    readonly holds: string;
    /**
     * - `personal`: users can be read from it; encrypted where there is a key, and removed by a purge
     * - `digests`: digests of users, keyed with a key that lies beside them; removed by a purge
     * - `none`: counts, codes, times and job IDs
     */
    readonly personal: 'personal' | 'digests' | 'none';
}

/**
 * Lists every kind of file that a run's folder can hold: what a purge removes, what is encrypted, and what `docs/running.md` names.
 *
 * The first pattern that fits a name counts.
 */
export const RUN_FILES: readonly RunFile[] = [
    { pattern: /^journal\.ndjson$/, holds: 'the facts of the run: passes, jobs, endpoints', personal: 'none' },
    { pattern: /^ledger\.bin$/, holds: 'for each user that was sent, digests of what was sent', personal: 'digests' },
    { pattern: /^lock(\..*)?$/, holds: 'the process that works on the run', personal: 'none' },
    { pattern: /^stop$/, holds: 'a request to stop', personal: 'none' },
    { pattern: /^report\.(json|html)$/, holds: 'what the run did, in numbers', personal: 'none' },
    { pattern: /^plan\.json$/, holds: 'what the run will do, in numbers', personal: 'none' },
    { pattern: /^\.gitignore$/, holds: 'keeps the folder out of version control', personal: 'none' },
    { pattern: /^report-with-identifiers\.(json|html)$/, holds: 'the same, naming users', personal: 'personal' },
    {
        pattern: /^pass-\d+-(source|source-unlinked|target|verification)\.ndjson(\.partial)?$/,
        holds: 'an export',
        personal: 'personal',
    },
    {
        pattern: /^pass-\d+-hashes\.ndjson(\.partial)?$/,
        holds: 'the password hashes of the source',
        personal: 'personal',
    },
    {
        pattern:
            /^pass-\d+-(work|considered|counterparts|holders|wanted-assignments|lacking-assignments)\.ndjson(\.partial)?$/,
        holds: 'what a pass is about to send; encrypted with a key that only its process knows',
        personal: 'personal',
    },
    {
        pattern:
            /^pass-\d+-(excluded|rejected|mismatches|ghosts|conflicts|id-map|gone|unassigned|invitations)\.ndjson(\.partial)?$/,
        holds: 'users by what became of them, or their old and new IDs',
        personal: 'personal',
    },
];

/** Says what a file of a run's folder holds; anything unknown counts as personal. */
export function runFileOf(name: string): RunFile {
    return (
        RUN_FILES.find(({ pattern }) => pattern.test(name)) ?? {
            pattern: /./,
            holds: 'something that this version does not know',
            personal: 'personal',
        }
    );
}
