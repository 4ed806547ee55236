import * as pulumi from '@pulumi/pulumi';

/** Ends the program with a sentence, and nothing around it. */
export class Refusal extends pulumi.RunError {
    constructor(sentence: string) {
        super(sentence);
        // Pulumi writes the name of every property that waits for the rejected output in front of the message.
        Object.defineProperty(this, 'message', { get: () => sentence, set: () => undefined });
        // Once the program has ended, Pulumi shows the stack instead of the message.
        this.stack = '';
    }
}
