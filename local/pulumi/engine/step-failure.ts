/** Says that a resource could not be brought to what the program wants; the run fails, and what was done is saved. */
export class StepFailure extends Error {
    override readonly name = 'StepFailure';
    readonly urn: string;

    constructor(urn: string, message: string, options?: ErrorOptions) {
        super(message, options);
        this.urn = urn;
    }
}

/** Turns any error into the failure of a resource; a failure stays what it is. */
export function toStepFailure(urn: string, error: unknown): StepFailure {
    if (error instanceof StepFailure) {
        return error;
    }
    if (!(error instanceof Error)) {
        return new StepFailure(urn, String(error));
    }
    // gRPC puts its status in front of the provider's own words, which are in `details`.
    const message = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
    return new StepFailure(urn, message, { cause: error });
}
