import { resolve } from 'node:path';
import type { Artifacts } from './artifacts/artifacts.ts';
import type { Clock } from './clock.ts';
import type { CheckedDefinition } from './definition.ts';
import { MigrationError } from './errors.ts';
import type { AwaitedGhosts } from './ghosts/awaited-ghosts.ts';
import type { PrivateKeySettings } from './inputs/pgp/private-key.ts';
import type { Journal } from './journal/journal.ts';
import type { AttachmentKind } from './plan/attachments/attachment-kinds.ts';
import type { Finding } from './plan/finding.ts';
import type { TargetFacts } from './plan/target-facts.ts';
import type { LoginProbes } from './probes/login-probes.ts';
import type { ProgressListener } from './progress.ts';
import type { RunSide } from './run-side.ts';
import type { ImportSlots } from './tenant/import-slots.ts';

/** How far a migration goes: prepared only, or users copied, or the end of the source. */
export type Phase = 'prepare' | 'copy' | 'cutover' | 'decommission';

/** Everything that the stages of one run share. */
export interface Run {
    /** Deterministic: the same stack, resource and definition give the same run. */
    readonly id: string;
    /** From 1; a run that is started again after it was complete makes a new pass over the source. */
    readonly pass: number;
    readonly phase: Phase;
    readonly definition: CheckedDefinition;
    /** Folder that the paths of the definition are relative to. */
    readonly projectFolder: string;
    /** Path of the password hash export; undefined if the definition names none. */
    readonly hashExportPath: string | undefined;
    /** The private key of a password hash export that is encrypted with PGP; undefined if nobody names one. */
    readonly hashExportKey?: PrivateKeySettings | undefined;
    /** Digest of the plan that somebody approved; any other plan is refused. */
    readonly approvedPlan?: string | undefined;
    /** Users whose ghosts an earlier pass found and who are asked to log in: they are not sent. */
    readonly awaitedGhosts: AwaitedGhosts;
    readonly source: RunSide;
    readonly target: RunSide;
    /** SHA-256 in hex of the file of users as it lies on the disk; undefined where the source is a connection. */
    readonly sourceFileDigest?: string | undefined;
    /** What was found out about the target beyond its connection. */
    readonly targetFacts: TargetFacts;
    /** What the checks of both ends found that forbids nothing. */
    readonly findings: readonly Finding[];
    /** Users a second that one import job took in earlier runs of the project; undefined where none was measured. */
    readonly measuredUsersPerSecond?: number | undefined;
    /** What the plan counts beside profiles; costs calls. @default nothing */
    readonly attachmentsToCount?: readonly AttachmentKind[];
    readonly journal: Journal;
    readonly artifacts: Artifacts;
    /** Where the ID maps of earlier passes lie, where that is not in `artifacts`: those before this pass count. */
    readonly earlier?: { readonly artifacts: Artifacts; readonly pass: number };
    /** Whether the whole target tenant is exported, to see other connections too. @default only where the definition needs it */
    readonly looksAtWholeTenant?: boolean;
    readonly clock: Clock;
    /** Aborted when the run must stop at the next safe point. */
    readonly signal: AbortSignal;
    /** Milliseconds since the Unix epoch, after which nothing new is begun. */
    readonly deadline: number;
    /** The target's import slots: two, more in a private cloud. */
    readonly importSlots: ImportSlots;
    /** Users a second that one import job is expected to take in, before any was measured. */
    readonly expectedUsersPerSecond: number;
    /** Bytes of one import file at the most. */
    readonly maxImportFileBytes: number;
    /** Accounts to log in with after the import. */
    readonly loginProbes: LoginProbes;
    /** Whether the report and the list of mismatches may name users and their values. */
    readonly withIdentifiers: boolean;
    readonly onProgress: ProgressListener;
}

/**
 * Stops the run at a safe point: called where nothing is half done.
 *
 * @throws {MigrationError} `RUN_STOPPED` when the run was told to stop; `TIME_BUDGET_SPENT` (retryable) when its time is over
 */
export function stopIfAsked(run: Run): void {
    if (run.signal.aborted) {
        throw new MigrationError('RUN_STOPPED', 'The run was told to stop. Run again: it goes on where it stopped.', {
            retryable: true,
            cause: run.signal.reason,
        });
    }
    if (run.clock.now() >= run.deadline) {
        throw new MigrationError(
            'TIME_BUDGET_SPENT',
            'The time budget of this run is spent. Run again: it goes on where it stopped.',
            {
                retryable: true,
            },
        );
    }
}

/** Gives the name of an artifact of the current pass. */
export function artifactName(run: Run, name: string): string {
    return `pass-${run.pass}-${name}`;
}

/** Gives the place of a file that the definition names. */
export function resolveInProject({ projectFolder }: Run, path: string): string {
    return resolve(projectFolder, path);
}
