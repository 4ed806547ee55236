import type { ResetCampaign } from '../../migrator/index.ts';
import type { Place } from '../checker/check-people.ts';
import type { App } from './diary.ts';
import type { FortnightTenants } from './open-tenants.ts';

/** Names of the two connections. */
export const CONNECTIONS: Readonly<Record<Place, string>> = { source: 'legacy', target: 'customers' };

/** What a migration of a fortnight is. */
export interface FortnightPlan {
    readonly isOneTenant: boolean;
    /** TypeScript of the definition's object literal, without braces and without `passwords`. */
    readonly definition: string;
    /** What import mode puts before the IDs of the source; absent for a target without import mode. */
    readonly idPrefix?: string;
    /** Whether users of the source are deleted while they are copied. */
    readonly replaces: boolean;
}

/** What an operator has at hand. */
export interface OperatorSettings extends FortnightPlan {
    readonly world: FortnightTenants;
    readonly folder: string;
    readonly apps: Readonly<Record<Place, App>>;
}

/** Moves everybody, by one of the ways that this package offers. */
export interface Operator {
    /** Makes what a copy needs: the target connection with its import mode. */
    prepare(): Promise<void>;
    /** Makes a pass in a phase, and lets logins go through its side. */
    pass(phase: 'copy' | 'cutover'): Promise<void>;
    /** Gives the code by which going back to the phase `copy` is refused. */
    refusedReturn(): Promise<string>;
    resetPasswords(campaign: string): Promise<ResetCampaign>;
    /** Takes the source's last clients away. */
    closeSource(): Promise<void>;
    /** Deletes the source's users, and then the source. */
    decommission(): Promise<void>;
}
