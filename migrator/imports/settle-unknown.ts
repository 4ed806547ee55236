import { readRunState } from '../run-store/run-state.ts';
import { type Run, stopIfAsked } from '../run/run.ts';
import { differingFields } from '../users/differing-fields.ts';
import { isSentUser } from '../users/sent-user.ts';
import type { PlannedUser } from '../users/user-fate.ts';
import type { ImportContext } from './import-context.ts';
import { isOfConnection } from './of-connection.ts';
import type { Part } from './part.ts';

const LONGEST_WAIT_MS = 5 * 60_000;
const ROUNDS = 20;

/**
 * Finds out what became of an import request that got no answer, by what is in the target.
 *
 * First the time of a job is waited for, so that a job which exists has done its work and nothing is sent beside it. Then
 * three users of the part are looked up, the first, the middle and the last.
 *
 * - an update (upsert) of which all three show in the target is `done`; of which none does, it is sent again. Fields that the
 *   job could not write are found by the verify stage.
 * - new users are sent again in either case, which is safe without upsert: Auth0 refuses whoever is there, and says of the
 *   others why it refuses them, which no look-up tells. Only a job that is seen half done is waited for.
 *
 * @param sentAt - milliseconds since the Unix epoch
 * @returns whether the part needs no second request
 */
export async function settleUnknown(
    { run, pace }: ImportContext,
    part: Part,
    sentAt: number,
): Promise<'done' | 'send-again'> {
    const jobMs = Math.min(LONGEST_WAIT_MS, pace.expectedMs(part.users.length));
    await run.clock.sleep(Math.max(0, sentAt + jobMs - run.clock.now()), run.signal);
    const sample = sampleOf(part.users);
    for (let round = 1; ; round += 1) {
        stopIfAsked(run);
        const found = (await Promise.all(sample.map((user) => isThere(run, part, user, sentAt)))).filter(
            Boolean,
        ).length;
        if (found === sample.length) return part.upsert ? 'done' : 'send-again';
        if (found === 0 || round === ROUNDS) return 'send-again';
        await run.clock.sleep(Math.max(100, jobMs / 4), run.signal);
    }
}

async function isThere(run: Run, part: Part, user: PlannedUser, sentAt: number): Promise<boolean> {
    const profiles = await run.target.tenant.findUsersByEmail(user.user.email);
    const profile = profiles.find((candidate) => isOfConnection(candidate, run.target.connection.name));
    if (profile === undefined) return false;
    if (part.upsert) {
        return (
            Date.parse(String(profile['updated_at'])) >= sentAt - 1000 &&
            differingFields(user.user, profile).length === 0
        );
    }
    const passStartedAt = Date.parse(readRunState(run.journal.entries).passStartedAt ?? '');
    return isSentUser(profile, user, run.definition.userIds, passStartedAt);
}

function sampleOf(users: readonly PlannedUser[]): readonly PlannedUser[] {
    const places = new Set([0, Math.floor(users.length / 2), users.length - 1]);
    return [...places].flatMap((place) => users[place] ?? []);
}
