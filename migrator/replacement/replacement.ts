import type { StayingUsers } from '../decommission/staying-users.ts';
import type { ImportNeeds } from '../imports/import-context.ts';
import type { UnreadItem } from '../imports/work-list.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import type { UserToDelete } from '../users/user-to-delete.ts';
import type { HeldAssignments, RefusedAssignment } from './held-assignments.ts';

/** What the replacement of users takes from a run. */
export type ReplacementNeeds = ImportNeeds & Pick<Run, 'definition' | 'source' | 'options'>;

/** A run that replaces users of its source. */
export interface Replacement {
    readonly run: ReplacementNeeds;
    readonly source: ConnectionEndpoint;
    /** Receives the users that are not deleted. */
    readonly staying: StayingUsers;
    /** What Auth0 refused to give again. */
    readonly refused: RefusedAssignment[];
}

/** One user on its way from the source to the target; personal data. */
export interface ReplacedUser {
    readonly item: UnreadItem;
    /** The user of the source, as its export showed it. */
    readonly source: UserToDelete & { readonly email: string };
    /** The address of the copy: `transform` may give it another one. */
    readonly targetEmail: string;
}

/** What is remembered of a user before either of the two with its ID is deleted; personal data. */
export interface SnapshotLine {
    readonly userId: string;
    readonly email: string;
    readonly targetEmail: string;
    readonly profile: UserRecord;
    readonly held: HeldAssignments;
}
