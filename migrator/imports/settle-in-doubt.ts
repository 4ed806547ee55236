import { comparableField } from '../identity/field-digests.ts';
import type { UserRecord } from '../records/user-record.ts';
import { LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import type { ImportContext } from './import-context.ts';
import { isOfConnection } from './of-connection.ts';
import type { Submission } from './submission.ts';

/** The smallest job takes some time to begin. */
const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5 * 60_000;
const ROUNDS = 20;

/**
 * Finds out what became of an import request that got no answer, by what is in the target.
 *
 * First the time of a job is waited for, so that a job which exists has done its work and nothing is sent beside it. Then
 * three users of the submission are looked up, the first, the middle and the last.
 *
 * - an update (upsert) of which some show in the target is `done`, at the latest when the others had time to; of which none does, it is
 *   sent again. What the job did not write is found by the verify stage.
 * - new users are sent again in either case, which is safe without upsert: Auth0 refuses whoever is there, and says of the
 *   others why it refuses them, which no look-up tells. Only a job that is seen half done is waited for.
 *
 * @param sentAt - milliseconds since the Unix epoch
 * @returns whether the submission needs no second request
 */
export async function settleInDoubt(
    { run, schedule }: Pick<ImportContext, 'run' | 'schedule'>,
    { upsert, users }: Submission,
    sentAt: number,
): Promise<'done' | 'send-again'> {
    const { time, target } = run;
    const jobMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, schedule.expectedMs(users.length)));
    await time.sleep(Math.max(0, sentAt + jobMs - time.clock.now()));
    const sample = sampleOf(users);
    const isThere = async ({ record }: Submission['users'][number]): Promise<boolean> => {
        const user = JSON.parse(record) as UserRecord & { readonly email: string };
        const profiles = await target.tenant.findUsersByEmail(user.email);
        const profile = profiles.find((candidate) => isOfConnection(candidate, target.connection.name));
        return profile !== undefined && (!upsert || isWritten(user, profile));
    };
    for (let round = 1; ; round += 1) {
        time.stopIfAsked();
        const found = (await Promise.all(sample.map(isThere))).filter(Boolean).length;
        if (found === sample.length) return upsert ? 'done' : 'send-again';
        if (found === 0) return 'send-again';
        // Whoever does not show it after all this time was edited since: a second request would undo that.
        if (round === ROUNDS) return upsert ? 'done' : 'send-again';
        await time.sleep(Math.max(100, jobMs / 4));
    }
}

function isWritten(user: UserRecord, profile: UserRecord): boolean {
    return LEDGER_FIELDS.every(
        (field: LedgerField) =>
            !Object.hasOwn(user, field) || comparableField(field, user) === comparableField(field, profile),
    );
}

function sampleOf(users: Submission['users']): Submission['users'] {
    const places = new Set([0, Math.floor(users.length / 2), users.length - 1]);
    return [...places].flatMap((place) => users[place] ?? []);
}
