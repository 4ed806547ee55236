import * as pulumi from '@pulumi/pulumi';
import type { UserMigrationRunArgs } from './user-migration-run.ts';
import { userMigrationRunProvider } from './user-migration-run-provider.ts';

/** The inputs of a {@link UserMigrationStep}: those of the run, without what only a run needs, and what the step is about. */
export interface UserMigrationStepArgs extends UserMigrationRunArgs {
    /** `open` enables the clients of the side that logins are to go through; `close` then disables those of the other side. */
    readonly step: pulumi.Input<'open' | 'close'>;
    /** The side that logins are to go through. */
    readonly to: pulumi.Input<'source' | 'target'>;
    /** IDs of the clients that change sides, by the side that they are enabled on. */
    readonly sourceClients: pulumi.Input<pulumi.Input<string>[]>;
    readonly targetClients: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A step of a cut-over, as a resource: it reads both connections when it is called, whatever the state says of them, and changes what is not as
 * declared. So a killed cut-over is finished, or undone, by the next `up`.
 */
export class UserMigrationStep extends pulumi.dynamic.Resource {
    /** Declares the step; the engine calls it. */
    constructor(name: string, args: UserMigrationStepArgs, opts?: pulumi.CustomResourceOptions) {
        super(userMigrationRunProvider, name, { ...args }, opts, 'auth0-user-migration', 'UserMigrationStep');
    }
}
