import type { AssignedKind } from './assignment.ts';

/** An assignment that Auth0 refused. */
export interface RefusedAssignment {
    readonly kind: AssignedKind;
    /** ID of the role or the organization; undefined for permissions. */
    readonly id: string | undefined;
    /** The full ID in the target. */
    readonly user: string;
    /** The role of a member, the permission or the linked identity; absent where the user alone was refused. */
    readonly item?: string;
    /** HTTP status of the refusal. */
    readonly status: number | undefined;
}
