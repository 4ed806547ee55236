import type { UserRecord } from '../records/user-record.ts';
import type { ImportContext } from './import-context.ts';
import { isOfConnection } from './of-connection.ts';
import type { Submission } from './submission.ts';

/** The smallest job takes some time to begin. */
const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5 * 60_000;
const ROUNDS = 20;

/**
 * Waits until an import request that got no answer can be sent again.
 *
 * First the time of a job is waited for, so that a job which exists has done its work and nothing is sent beside it. Then
 * three users of the submission are looked up, the first, the middle and the last.
 *
 * Sending new users again is safe: Auth0 refuses those that are there, and says of the others why it refuses them, which no look-up tells.
 * Only a job that is seen half done is waited for.
 *
 * @param sentAt - milliseconds since the Unix epoch
 */
export async function settleInDoubt(
    { run, schedule }: Pick<ImportContext, 'run' | 'schedule'>,
    { users }: Submission,
    sentAt: number,
): Promise<void> {
    const { time, target } = run;
    const jobMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, schedule.expectedMs(users.length)));
    await time.sleep(Math.max(0, sentAt + jobMs - time.clock.now()));
    const sample = sampleOf(users);
    const isThere = async ({ record }: Submission['users'][number]): Promise<boolean> => {
        const user = JSON.parse(record) as UserRecord & { readonly email: string };
        const profiles = await target.tenant.findUsersByEmail(user.email);
        return profiles.some((candidate) => isOfConnection(candidate, target.connection.name));
    };
    for (let round = 1; ; round += 1) {
        time.stopIfAsked();
        const found = (await Promise.all(sample.map(isThere))).filter(Boolean).length;
        if (found === 0 || found === sample.length || round === ROUNDS) return;
        await time.sleep(Math.max(100, jobMs / 4));
    }
}

function sampleOf(users: Submission['users']): Submission['users'] {
    const places = new Set([0, Math.floor(users.length / 2), users.length - 1]);
    return [...places].flatMap((place) => users[place] ?? []);
}
