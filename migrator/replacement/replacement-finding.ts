import type { Finding } from '../checks/finding.ts';
import { counted } from '../counted.ts';
import { replacementDuration } from './duration.ts';

/**
 * Says what a replacement of users deletes, before it does.
 *
 * @param users - that are replaced, or at most
 * @param place - of the source, for a person
 * @param usersPerSecond - that an import job takes in
 * @param callsPerMinute - that the tenant allows; undefined where nobody knows
 */
export function replacementFinding(
    users: number,
    place: string,
    usersPerSecond: number,
    callsPerMinute?: number,
): Finding {
    const { minutes, secondsDouble } = replacementDuration(users, usersPerSecond, callsPerMinute);
    return {
        code: 'IRREVERSIBLE_REPLACEMENT',
        level: 'warning',
        message:
            `Irreversible: deletes up to ${counted(users, 'user')} of ${place}, each once its copy with the same ID is proven in the target; about ${minutes} min. ` +
            `Each ID has two users for about ${secondsDouble} seconds, in which calls by ID may reach either. No export or backup brings a deleted user's ` +
            'password, factors or sessions back.',
    };
}
