import type * as pulumi from '@pulumi/pulumi';

/**
 * Picks the options of a component that its children have to be given.
 *
 * Pulumi hands down `protect`, `retainOnDelete`, `deletedWith`, `aliases`, `transforms` and providers by itself. A child does not wait for what its
 * component waits for, unless it is told to.
 */
export function handedDown(
    opts: pulumi.ComponentResourceOptions | undefined,
): Pick<pulumi.CustomResourceOptions, 'dependsOn' | 'customTimeouts' | 'ignoreChanges'> {
    const { dependsOn, customTimeouts, ignoreChanges } = opts ?? {};
    return {
        ...(dependsOn === undefined ? {} : { dependsOn }),
        ...(customTimeouts === undefined ? {} : { customTimeouts }),
        ...(ignoreChanges === undefined ? {} : { ignoreChanges }),
    };
}
