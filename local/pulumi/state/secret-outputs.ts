import { isSecret, toSecret } from '../values/secret.ts';
import type { ResourceState } from './resource-state.ts';

/** Marks the outputs of a resource that must be secret: those that it names, and those whose input is one. */
export function markSecretOutputs(state: ResourceState): void {
    const outputs = { ...state.outputs };
    for (const [key, value] of Object.entries(outputs)) {
        if (state.additionalSecretOutputs?.includes(key) === true || isSecret(state.inputs[key])) {
            outputs[key] = toSecret(value);
        }
    }
    state.outputs = outputs;
}
