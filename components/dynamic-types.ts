import * as pulumi from '@pulumi/pulumi';

/** Names of the dynamic resources of this package. */
export type DynamicType = 'UserMigrationRun' | 'UserMigrationStep';

/** Their module in earlier versions, which left no room for the status: the CLI could not shorten it. */
const FORMER_MODULE = 'auth0-user-migration';

/**
 * Gives the module of a dynamic resource. The CLI leaves a module out of its tree if it is the name of the type in camel case.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/go/common/tokens/tokens.go#L272 (read 2026-11-26)
 */
export function moduleOf(type: DynamicType): string {
    return `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
}

/** Adds the former type of a dynamic resource to its options, so that an upgrade does not replace it. */
export function withFormerType(
    type: DynamicType,
    opts: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
    return pulumi.mergeOptions(opts, { aliases: [{ type: tokenOf(FORMER_MODULE, type) }] });
}

/**
 * Gives the URN that a child resource of this package logs to.
 *
 * Pulumi takes an output of a component for a dependency on all its children; a URN alone is none, or children that come one after the other
 * would wait for each other.
 */
export function logAddress(name: string, type: DynamicType, parent: pulumi.Resource): pulumi.Output<string> {
    const urn = new Promise<string>((resolve) => {
        parent.urn.apply(resolve);
    });
    return pulumi.createUrn(name, tokenOf(moduleOf(type), type), pulumi.output(urn));
}

function tokenOf(module: string, type: DynamicType): string {
    return `pulumi-nodejs:dynamic/${module}:${type}`;
}
