import * as pulumi from '@pulumi/pulumi';
import { moduleOf, withFormerType } from './dynamic-types.ts';
import type { DeclaredPhases, UserMigrationRunArgs } from './user-migration-run.ts';
import { userMigrationRunProvider } from './user-migration-run-provider.ts';

/** What a step has of its run. */
type OfRun = Omit<UserMigrationRunArgs, keyof DeclaredPhases>;

/** Changes the connection that logins go through. */
export interface SwitchStepArgs extends OfRun {
    /** `open` enables the clients of the side that logins are to go through; `close` then disables those of the other side. */
    readonly step: 'open' | 'close';
    /** The side that logins are to go through. */
    readonly to: pulumi.Input<'source' | 'target'>;
    /** IDs of the clients that change sides, by the side that they are enabled on. */
    readonly sourceClients: pulumi.Input<pulumi.Input<string>[]>;
    readonly targetClients: pulumi.Input<pulumi.Input<string>[]>;
    /** IDs of the clients that are enabled on the target in every phase. */
    readonly alwaysClients: pulumi.Input<pulumi.Input<string>[]>;
    /** IDs of the source's clients that are retired at the cut-over. */
    readonly retiredClients: pulumi.Input<pulumi.Input<string>[]>;
}

/** Deletes what a migration has made superfluous. */
export interface DeleteStepArgs extends OfRun {
    readonly step: 'delete';
    /** Whether the phase says so. */
    readonly isDue: pulumi.Input<boolean>;
    /** The name of the source connection. */
    readonly confirm: pulumi.Input<string>;
    readonly deletes: pulumi.Input<'users' | 'connection'>;
    readonly maxDeletions: pulumi.Input<number>;
}

/** The inputs of a {@link UserMigrationStep}: those of the run, and what the step is about. */
export type UserMigrationStepArgs = SwitchStepArgs | DeleteStepArgs;

/**
 * A step after the copy, as a resource: it reads the tenants when it is called, whatever the state says of them, and changes what is not as
 * declared. So what was killed half way is finished, or undone, by the next `up`.
 */
export class UserMigrationStep extends pulumi.dynamic.Resource {
    /** Declares the step; the engine calls it. */
    constructor(name: string, args: UserMigrationStepArgs, opts?: pulumi.CustomResourceOptions) {
        const type = 'UserMigrationStep';
        super(userMigrationRunProvider, name, { ...args }, withFormerType(type, opts), moduleOf(type), type);
    }
}
