import type { Diagnostic, Step, StepOp } from '../engine/engine-event.ts';
import type { ResourceState } from '../state/resource-state.ts';
import { changedKeys, detailedDiff } from '../values/property-diff.ts';
import { redactSecrets } from '../values/secret.ts';

/** One step as JSON; secrets read `[secret]`. */
export interface DigestStep {
    readonly op: StepOp;
    readonly urn: string;
    readonly provider?: string;
    readonly oldState?: ResourceState;
    readonly newState?: ResourceState;
    readonly replaceReasons?: readonly string[];
    readonly diffReasons?: readonly string[];
    readonly detailedDiff?: ReturnType<typeof detailedDiff>;
}

/**
 * What `preview --json` and `up --json` print, close to the CLI's own document.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/backend/display/json.go `PreviewDigest` (read 2026-11-21)
 */
export interface JsonDigest {
    /** The CLI's document does not have it: it says that this was not the CLI. */
    readonly standIn: true;
    readonly steps: readonly DigestStep[];
    readonly diagnostics: readonly Diagnostic[];
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly changeSummary: Readonly<Partial<Record<StepOp, number>>>;
    readonly failed: boolean;
}

/** What a digest is made from. */
export interface DigestedRun {
    readonly changes: JsonDigest['changeSummary'];
    readonly outputs: Readonly<Record<string, { readonly value: unknown; readonly secret: boolean }>>;
    readonly failed: boolean;
    readonly diagnostics: readonly Diagnostic[];
    readonly steps: readonly Step[];
}

/** Writes a run as one JSON document without any secret. */
export function toJsonDigest({ changes, outputs, failed, diagnostics, steps }: DigestedRun): JsonDigest {
    return {
        standIn: true,
        steps: steps.map(toDigestStep),
        diagnostics,
        outputs: Object.fromEntries(
            Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? '[secret]' : value]),
        ),
        changeSummary: changes,
        failed,
    };
}

function toDigestStep({ op, urn, old, new: made, replaceKeys, diffs }: Step): DigestStep {
    const provider = (made ?? old)?.provider;
    return {
        op,
        urn,
        ...(provider === undefined ? {} : { provider }),
        ...(old === undefined ? {} : { oldState: redactState(old) }),
        ...(made === undefined ? {} : { newState: redactState(made) }),
        ...(replaceKeys === undefined || replaceKeys.length === 0 ? {} : { replaceReasons: replaceKeys }),
        ...(diffs === undefined || diffs.length === 0
            ? {}
            : { diffReasons: changedKeys(diffs), detailedDiff: detailedDiff(diffs) }),
    };
}

function redactState(state: ResourceState): ResourceState {
    return { ...state, inputs: redactSecrets(state.inputs), outputs: redactSecrets(state.outputs) };
}
