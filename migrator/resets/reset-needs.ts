import type { StayingUsers } from '../decommission/staying-users.ts';
import type { Run } from '../run/run.ts';
import type { NoResetReason } from './reset-candidate.ts';

/** What a reset campaign takes from a run. */
export type ResetNeeds = Pick<Run, 'definition' | 'source' | 'target' | 'store' | 'time'>;

/** The list of the users who get neither a mail nor a ticket. */
export type LeftUsers = StayingUsers<NoResetReason>;
