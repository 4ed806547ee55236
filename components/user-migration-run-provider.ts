import type * as pulumi from '@pulumi/pulumi';

/**
 * The shell of the dynamic resource: finds the package when it is called, and calls it.
 *
 * Pulumi keeps the text of this object in the state of every resource and runs it from there, so it captures nothing and
 * names the package instead: `configure`, which comes before every other call, puts the methods of the installed package's
 * `userMigrationRunLifecycle` onto the object. It is resolved from the program's folder, and works before its first `await`
 * because Pulumi does not wait for it when several resources begin at once.
 */
export const userMigrationRunProvider = {
    configure(request: pulumi.dynamic.ConfigureRequest) {
        const { createRequire } = process.getBuiltinModule('node:module');
        const components = createRequire(`${process.cwd()}/package.json`)('auth0-user-migration/components') as {
            userMigrationRunLifecycle: pulumi.dynamic.ResourceProvider;
        };
        return Object.assign(this, components.userMigrationRunLifecycle).configure?.(request);
    },
} as unknown as pulumi.dynamic.ResourceProvider;
