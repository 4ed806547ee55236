import type { DecidedUser } from '../users/decided-user.ts';

/** A user whose password in the source is newer than the one in the target; personal data. */
export interface ChangedPassword {
    readonly sourceUserId: string;
    /** The full ID in the target; absent for a user that is sent in this pass. */
    readonly user?: string;
}

/** Gives a user whose password is newer in the source as a line of NDJSON; empty for everybody else. */
export function changedPasswordLine({ fate, hasNewerPassword, targetUserId }: DecidedUser): string {
    if (hasNewerPassword === undefined || fate.sourceUserId === undefined) return '';
    const { sourceUserId } = fate;
    const line: ChangedPassword = { sourceUserId, ...(targetUserId === undefined ? {} : { user: targetUserId }) };
    return `${JSON.stringify(line)}\n`;
}
