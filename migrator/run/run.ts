import { resolve } from 'node:path';
import type { AssignmentKind } from '../assignments/assignment-kinds.ts';
import type { Finding } from '../checks/finding.ts';
import type { TargetFacts } from '../checks/target-facts.ts';
import type { DecommissionSettings } from '../decommission/decommission-settings.ts';
import type { CheckedDefinition } from '../definition.ts';
import type { PrivateKeySettings } from '../inputs/pgp/private-key.ts';
import type { ImportSlots } from '../locks/import-slots.ts';
import type { LoginProbes } from '../probes/login-probes.ts';
import type { ProgressListener } from '../progress.ts';
import type { ReplacementSettings } from '../replacement/replacement-settings.ts';
import type { RunStore } from '../run-store/run-store.ts';
import type { AwaitedGhosts } from './awaited-ghosts.ts';
import type { ConnectionEndpoint, SourceEndpoint } from './endpoints.ts';
import type { PlannedUsers } from './planned-users.ts';
import type { RunTime } from './run-time.ts';

/** How far a migration goes: prepared only, or users copied, or the end of the source. */
export type Phase = 'prepare' | 'copy' | 'cutover' | 'decommission';

/** An export of Auth0's support that a definition names: of password hashes or of second factors. */
export interface NamedExport {
    /** Absolute path. */
    readonly path: string;
    /** The private key of an export that is encrypted with PGP; undefined if nobody names one. */
    readonly key: PrivateKeySettings | undefined;
}

/** What bounds the import jobs of a run. */
export interface ImportLimits {
    /** The target's import slots: two, more in a private cloud. */
    readonly slots: ImportSlots;
    /** Users a second that one import job is expected to take in, before any was measured. */
    readonly expectedUsersPerSecond: number;
    /** Users a second that one import job took in earlier runs of the project; undefined where none was measured. */
    readonly measuredUsersPerSecond: number | undefined;
    /** Bytes of one import file at most. */
    readonly maxFileBytes: number;
}

/** What somebody chose for one attempt. */
export interface RunOptions {
    /** Undefined for an attempt that makes no pass. */
    readonly phase?: Phase | undefined;
    /** Digest of the plan that somebody approved; any other plan is refused. */
    readonly approvedPlan?: string | undefined;
    /** The users of that plan by fate, where the run's folder still has it: a refusal then says what differs. */
    readonly approvedUsers?: PlannedUsers | undefined;
    /** Whether the report and the list of mismatches may name users and their values. */
    readonly withIdentifiers: boolean;
    /** Milliseconds after which an earlier attempt's snapshot is not used any more. */
    readonly maxSnapshotAgeMs: number;
    /** Whether the whole target tenant is exported, to see other connections too. */
    readonly looksAtWholeTenant: boolean;
    /** What the plan counts beside profiles; costs calls. */
    readonly assignmentsToCount: readonly AssignmentKind[];
    /** What confirms that users of the source are replaced, and how many. */
    readonly replacement?: ReplacementSettings | undefined;
    /** What becomes of the source after the last pass; undefined where it stays. */
    readonly decommission?: DecommissionSettings | undefined;
}

/** An open run: what its stages take from, each what it needs. */
export interface Run {
    /** The same for the same definition and endpoints. */
    readonly id: string;
    readonly definition: CheckedDefinition;
    /** SHA-256 in hex of the definition's file. */
    readonly definitionDigest: string;
    /** Folder that the paths of the definition are relative to. */
    readonly projectFolder: string;
    readonly hashExport: NamedExport | undefined;
    readonly factorExport: NamedExport | undefined;
    readonly source: SourceEndpoint;
    readonly target: ConnectionEndpoint;
    /** What was found out about the target beyond its connection. */
    readonly targetFacts: TargetFacts;
    /** What the checks of both endpoints found that forbids nothing. */
    readonly findings: readonly Finding[];
    readonly store: RunStore;
    readonly time: RunTime;
    readonly limits: ImportLimits;
    readonly options: RunOptions;
    /** Users whose ghosts an earlier pass found and who were asked to log in: they are not sent. */
    readonly awaitedGhosts: AwaitedGhosts;
    /** Accounts to log in with after the import. */
    readonly loginProbes: LoginProbes;
    readonly onProgress: ProgressListener;
}

/** Gives the name of an artifact of a pass. */
export function artifactName(pass: number, name: string): string {
    return `pass-${pass}-${name}`;
}

/** Gives the place of a file that the definition names. */
export function resolveInProject({ projectFolder }: Pick<Run, 'projectFolder'>, path: string): string {
    return resolve(projectFolder, path);
}
