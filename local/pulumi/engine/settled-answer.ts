import { PartialFailure, type ResourceAnswer } from '../providers/resource-provider.ts';

/** A provider's answer; with a failure next to it when the resource exists, but not as it should. */
export interface SettledAnswer {
    readonly answer: ResourceAnswer;
    readonly failure: PartialFailure | undefined;
}

/** Waits for a provider and takes a half-done step as an answer; any other error is thrown on. */
export async function settle(run: () => Promise<ResourceAnswer>): Promise<SettledAnswer> {
    try {
        return { answer: await run(), failure: undefined };
    } catch (error) {
        if (error instanceof PartialFailure) {
            return { answer: error, failure: error };
        }
        throw error;
    }
}

/** Lists the reasons of a half-done step, in the engine's own form. */
export function describeReasons({ reasons }: PartialFailure): string {
    const title = reasons.length === 1 ? '1 error occurred:' : `${reasons.length} errors occurred:`;
    return [title, ...reasons.map((reason) => `\t* ${reason}`)].join('\n');
}
