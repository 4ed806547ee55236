import * as pulumi from '@pulumi/pulumi';

/** Gives the value of an output; undefined where a preview does not know it yet. */
export async function ifKnown<T>(output: pulumi.Output<T>): Promise<{ readonly value: T } | undefined> {
    let known: { readonly value: T } | undefined;
    const done = output.apply((value) => {
        known = { value };
    });
    // It is answered once the output has a value, or is known to have none yet.
    await pulumi.isSecret(done);
    return known;
}
