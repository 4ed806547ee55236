import { prerequisitesOf, type ResourceState } from '../state/resource-state.ts';
import type { StepContext } from './step-context.ts';
import { StepFailure } from './step-failure.ts';
import type { StepRunner } from './step-runner.ts';

/**
 * Deletes resources, the last first, so that nothing goes before what depends on it.
 *
 * A protected resource stays, and with it all that it depends on; the others go, and the run fails at the end.
 *
 * @param states - in dependency order
 * @throws {StepFailure} at once when a delete fails, at the end when something is protected
 */
export async function deleteResources(
    states: readonly ResourceState[],
    context: StepContext,
    steps: StepRunner,
    isStopped: () => boolean,
): Promise<void> {
    const urns = new Set(states.map(({ urn }) => urn));
    const needed = new Set<string>();
    let refusal: StepFailure | undefined;

    for (const state of states.toReversed()) {
        if (isStopped()) {
            break;
        }
        const isReplaced = state.delete === true;
        const isProtected = state.protect === true && !isReplaced;
        if (!isReplaced && (isProtected || needed.has(state.urn))) {
            for (const urn of prerequisitesOf(state)) {
                needed.add(urn);
            }
            if (isProtected) {
                refusal = refuseDelete(context, state);
            }
        } else if (state.pendingReplacement === true) {
            // Its deletion was done in an earlier run, and nobody wants its replacement any more.
            context.snapshot.drop(state);
            await context.save();
        } else {
            const goesWithAnother = state.deletedWith !== undefined && urns.has(state.deletedWith);
            await steps.delete(state, !goesWithAnother && state.retainOnDelete !== true);
        }
    }
    if (refusal !== undefined) {
        throw refusal;
    }
}

function refuseDelete(context: StepContext, { urn }: ResourceState): StepFailure {
    const message =
        `resource "${urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, remove the \`protect\` ` +
        'flag from the resource in your Pulumi program and run `pulumi up`';
    context.emit({ type: 'diagnostic', diagnostic: { severity: 'error', urn, message } });
    return new StepFailure(urn, '');
}
