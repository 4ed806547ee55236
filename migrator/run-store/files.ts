/** One kind of file in a run's folder. */
export interface RunFile {
    /** Matches its names. */
    readonly pattern: RegExp;
    /** Its names as a document gives them; `N` is the number of a pass. */
    readonly names: readonly string[];
    /** What it contains, for a person. */
    readonly holds: string;
    /**
     * - `personal`: users can be read from it; encrypted if there is a key, and removed by a purge
     * - `digests`: digests of users, keyed with a key that lies beside them; removed by a purge
     * - `none`: counts, codes, times and job IDs
     */
    readonly personal: 'personal' | 'digests' | 'none';
    /** How long the run itself keeps it. */
    readonly kept: string;
}

const UNTIL_NEXT_PASS = 'until a later pass exports again, or a purge';
const UNTIL_PURGE = 'until a purge';
const ALWAYS = 'until you delete the folder';

/**
 * Lists every kind of file that a run's folder can contain: what a purge removes, what is encrypted, and what `docs/running.md` lists.
 *
 * The first pattern that matches a name counts.
 */
export const RUN_FILES: readonly RunFile[] = [
    {
        pattern: /^journal\.ndjson$/,
        names: ['journal.ndjson'],
        holds: 'the facts of the run: endpoints, passes, exports, import jobs',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^ledger\.bin$/,
        names: ['ledger.bin'],
        holds: 'digests of what was sent, for each user that was sent',
        personal: 'digests',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^debug\.ndjson$/,
        names: ['debug.ndjson'],
        holds: 'each request without IDs, and errors with their causes; only with `AUTH0_USER_MIGRATION_LOG=debug`',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^assignments\.bin$/,
        names: ['assignments.bin'],
        holds: 'digests of the assignments that were written, such as roles',
        personal: 'digests',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^lock(\..*)?$/,
        names: ['lock'],
        holds: 'the process that works on the run',
        personal: 'none',
        kept: 'while a process works on the run',
    },
    {
        pattern: /^stop$/,
        names: ['stop'],
        holds: 'a request to stop',
        personal: 'none',
        kept: 'until the run stops or starts again',
    },
    {
        pattern: /^report\.(json|html)$/,
        names: ['report.json', 'report.html'],
        holds: 'what the run did, in numbers',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^plan\.json$/,
        names: ['plan.json'],
        holds: 'what the run will do, in numbers',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^\.gitignore$/,
        names: ['.gitignore'],
        holds: 'keeps the runs folder out of version control',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^report-with-identifiers\.(json|html)$/,
        names: ['report-with-identifiers.json', 'report-with-identifiers.html'],
        holds: 'the report, naming users; only with `withIdentifiers`',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-(source|source-linked|source-unlinked|target|verification)\.ndjson(\.partial)?$/,
        names: [
            'pass-N-source.ndjson',
            'pass-N-source-linked.ndjson',
            'pass-N-source-unlinked.ndjson',
            'pass-N-target.ndjson',
            'pass-N-verification.ndjson',
        ],
        holds: 'an export: all exportable fields of all users',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-hashes\.ndjson(\.partial)?$/,
        names: ['pass-N-hashes.ndjson'],
        holds: 'the password hashes of the source',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-mfa-factors\.ndjson(\.partial)?$/,
        names: ['pass-N-mfa-factors.ndjson'],
        holds: 'the second factors of an MFA export; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-work\.ndjson(\.partial)?$/,
        names: ['pass-N-work.ndjson'],
        holds: 'the records that a pass sends; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern:
            /^pass-\d+-(counterparts|holders|wanted-assignments|lacking-assignments|surplus-assignments)\.ndjson(\.partial)?$/,
        names: [
            'pass-N-counterparts.ndjson',
            'pass-N-holders.ndjson',
            'pass-N-wanted-assignments.ndjson',
            'pass-N-lacking-assignments.ndjson',
            'pass-N-surplus-assignments.ndjson',
        ],
        holds: 'the assignments that a pass compares and writes; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-deletions\.ndjson(\.partial)?$/,
        names: ['pass-N-deletions.ndjson'],
        holds: 'the users of the source that a decommissioning deletes; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-after-deletion\.ndjson(\.partial)?$/,
        names: ['pass-N-after-deletion.ndjson'],
        holds: 'an export of the target after the source was deleted',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-replaced-\d+\.ndjson(\.partial)?$/,
        names: ['pass-N-replaced-1.ndjson'],
        holds: 'profiles and assignments of users of the source, from just before they were replaced; a file for each group',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-removals\.ndjson(\.partial)?$/,
        names: ['pass-N-removals.ndjson'],
        holds: 'the users of the target that a rollback removes; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-restores\.ndjson(\.partial)?$/,
        names: ['pass-N-restores.ndjson'],
        holds: 'what a rollback restores; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-overwritten\.ndjson(\.partial)?$/,
        names: ['pass-N-overwritten.ndjson'],
        holds: 'what a pass replaced of accounts that were in the target before, for a rollback',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-kept\.ndjson(\.partial)?$/,
        names: ['pass-N-kept.ndjson'],
        holds: 'the users of the run that a rollback left in the target, with reasons',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-resets\.ndjson(\.partial)?$/,
        names: ['pass-N-resets.ndjson'],
        holds: 'the users that a reset campaign sends to; encrypted with a key that only its process knows',
        personal: 'personal',
        kept: UNTIL_NEXT_PASS,
    },
    {
        pattern: /^pass-\d+-unreset\.ndjson(\.partial)?$/,
        names: ['pass-N-unreset.ndjson'],
        holds: 'the users that a reset campaign left out, with reasons',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^tickets-[\w-]+-\d+\.ndjson(\.partial)?$/,
        names: ['tickets-first-N.ndjson'],
        holds: 'the tickets of a reset campaign, up to 500 a file: links that set a password; always encrypted',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-staying\.ndjson(\.partial)?$/,
        names: ['pass-N-staying.ndjson'],
        holds: 'the users of the source that a decommissioning or a replacement left, with reasons',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-(excluded|rejected|mismatches|ghosts)\.ndjson(\.partial)?$/,
        names: ['pass-N-excluded.ndjson', 'pass-N-rejected.ndjson', 'pass-N-mismatches.ndjson', 'pass-N-ghosts.ndjson'],
        holds: 'users by what became of them, with reasons',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-gone\.ndjson(\.partial)?$/,
        names: ['pass-N-gone.ndjson'],
        holds: 'moved users who are no longer in the source, and why they stay in the target',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-changed-passwords\.ndjson(\.partial)?$/,
        names: ['pass-N-changed-passwords.ndjson'],
        holds: 'users who changed their password in the source since the hash export',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-unmatched\.ndjson(\.partial)?$/,
        names: ['pass-N-unmatched.ndjson'],
        holds: 'line numbers of the entries of the selection file that match nobody',
        personal: 'none',
        kept: ALWAYS,
    },
    {
        pattern: /^pass-\d+-id-map\.ndjson(\.partial)?$/,
        names: ['pass-N-id-map.ndjson'],
        holds: 'the old and the new ID of each user that was moved',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-factors\.ndjson(\.partial)?$/,
        names: ['pass-N-factors.ndjson'],
        holds: 'users whose second factors could not be moved, for a message to them',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-unrestored\.ndjson(\.partial)?$/,
        names: ['pass-N-unrestored.ndjson'],
        holds: 'assignments of replaced users that Auth0 refused to give again',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
    {
        pattern: /^pass-\d+-(unassigned|links|invitations)\.ndjson(\.partial)?$/,
        names: ['pass-N-unassigned.ndjson', 'pass-N-links.ndjson', 'pass-N-invitations.ndjson'],
        holds: 'assignments that Auth0 refused, linked identities with other profile data, and open invitations',
        personal: 'personal',
        kept: UNTIL_PURGE,
    },
];

/** Says what a file of a run's folder contains; anything unknown counts as personal. */
export function runFileOf(name: string): RunFile {
    return (
        RUN_FILES.find(({ pattern }) => pattern.test(name)) ?? {
            pattern: /./,
            names: [name],
            holds: 'something that this version does not know',
            personal: 'personal',
            kept: UNTIL_PURGE,
        }
    );
}

/** Tells whether a file is of a kind that runs and plans make. */
export function isRunFile(name: string): boolean {
    return RUN_FILES.some(({ pattern }) => pattern.test(name));
}
