/** Says that a resource could not be brought to what the program wants; the run fails, and what was done is saved. */
export class StepFailure extends Error {
    override readonly name = 'StepFailure';
    readonly urn: string;

    constructor(urn: string, message: string, options?: ErrorOptions) {
        super(message, options);
        this.urn = urn;
    }
}
