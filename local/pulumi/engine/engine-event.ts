import type { ResourceState } from '../state/resource-state.ts';
import type { PropertyDiff } from '../values/property-diff.ts';
import type { PropertyMap } from '../values/property-value.ts';

/**
 * What one step does, in the CLI's own words. A replacement is two or three steps: `create-replacement`, `replace` and
 * `delete-replaced`, of which only `replace` is counted.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/deploy/step.go (read 2026-11-21)
 */
export type StepOp =
    | 'same'
    | 'create'
    | 'import'
    | 'update'
    | 'delete'
    | 'replace'
    | 'create-replacement'
    | 'delete-replaced'
    | 'discard'
    | 'read'
    | 'refresh';

/** One step and the resource before and after it. */
export interface Step {
    readonly op: StepOp;
    readonly urn: string;
    readonly old?: ResourceState | undefined;
    readonly new?: ResourceState | undefined;
    readonly replaceKeys?: readonly string[];
    readonly diffs?: readonly PropertyDiff[];
}

/** How grave a diagnostic is. */
export type Severity = 'debug' | 'info' | 'warning' | 'error';

/** A text that stays: for the stack when the URN is empty, else for that resource. */
export interface Diagnostic {
    readonly severity: Severity;
    readonly urn: string;
    readonly message: string;
}

/** What happens while the host works, in order. */
export type EngineEvent =
    | { readonly type: 'run-started'; readonly command: string; readonly project: string; readonly stack: string }
    | { readonly type: 'provider-started'; readonly pid: number }
    | { readonly type: 'provider-ended'; readonly pid: number }
    | { readonly type: 'step-started'; readonly step: Step }
    | { readonly type: 'step-finished'; readonly step: Step; readonly elapsedMs: number }
    | { readonly type: 'step-failed'; readonly step: Step; readonly elapsedMs: number }
    /** Replaces the text on the line of a resource; not kept. */
    | { readonly type: 'status'; readonly urn: string; readonly severity: Severity; readonly message: string }
    | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
    | { readonly type: 'run-finished'; readonly summary: RunSummary };

/** What a run came to. */
export interface RunSummary {
    /** Counted steps by operation, as in the CLI's `changeSummary`. */
    readonly changes: Readonly<Partial<Record<StepOp, number>>>;
    /** Outputs of the stack; secrets are marked. */
    readonly outputs: PropertyMap;
    readonly failed: boolean;
    readonly isPreview: boolean;
    readonly durationMs: number;
}

/** Receives each event as it happens. */
export type EngineEventListener = (event: EngineEvent) => void;
