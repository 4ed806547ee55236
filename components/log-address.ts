import * as pulumi from '@pulumi/pulumi';

/**
 * Gives the URN that a child resource of this package logs to.
 *
 * Pulumi takes an output of a component for a dependency on all its children; a URN alone is none, or children that come one after the other
 * would wait for each other.
 */
export function logAddress(
    name: string,
    type: 'UserMigrationRun' | 'UserMigrationStep',
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const urn = new Promise<string>((resolve) => {
        parent.urn.apply(resolve);
    });
    return pulumi.createUrn(name, `pulumi-nodejs:dynamic/auth0-user-migration:${type}`, pulumi.output(urn));
}
