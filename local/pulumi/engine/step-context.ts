import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { Snapshot } from '../state/snapshot.ts';
import type { EngineEventListener, Step } from './engine-event.ts';

/** What steps work on. */
export interface StepContext {
    readonly isPreview: boolean;
    readonly snapshot: Snapshot;
    readonly providers: ProviderRegistry;
    readonly emit: EngineEventListener;
    /** Puts the snapshot on the disk; does nothing in a preview. */
    readonly save: () => Promise<void>;
}

/** Why a step is taken; shown, and kept in the JSON document. */
export type StepReason = Pick<Step, 'replaceKeys' | 'diffs'>;
