import type { Permissions } from './permissions.ts';
import type { Timeline } from './timeline.ts';

/** A role of the tenant, with its permissions and the users who have it. */
export interface Role {
    /** `rol_` and 16 letters or digits. */
    readonly id: string;
    name: string;
    description: string | undefined;
    readonly createdAt: number;
    readonly permissions: Permissions;
    /** `user_id`s. */
    readonly users: Timeline;
}
