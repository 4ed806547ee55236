import { type ErrorCode, isMigrationError } from '../errors.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { CampaignMemory } from './campaign-memory.ts';
import { changeSince, type ResetCandidate } from './reset-candidate.ts';
import type { LeftUsers, ResetNeeds } from './reset-needs.ts';

/** How a campaign sends. */
export interface Sending {
    /** Users a minute at most. */
    readonly perMinute: number;
    readonly memory: CampaignMemory;
    /** Gets those who have changed in the meantime, or whom Auth0 refused. */
    readonly left: LeftUsers;
    /** Has Auth0 write the mail, or makes the ticket and keeps it. */
    send(candidate: ResetCandidate): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Refusals of one user; any other answer would be given to everybody. */
const OF_ONE_USER: ReadonlySet<number | undefined> = new Set([400, 404]);
/** A stop shows while a call waits for its turn or for its repetition, never while one is on its way. */
const STOPS: ReadonlySet<ErrorCode> = new Set(['RUN_STOPPED', 'TIME_BUDGET_SPENT', 'RUN_LOCKED']);

/**
 * Sends the listed users a mail or makes their tickets, one after the other, each after another look.
 *
 * The journal gets the intent before each request and the fact after it, so a user of whom it has the intent only may have got one: such a user
 * is never sent another. A request without an answer ends the attempt, for the next one would likely get none either.
 *
 * @returns how many were sent
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function sendResets(run: ResetNeeds, artifact: string, sending: Sending): Promise<number> {
    const { store, target, time } = run;
    const { memory, left } = sending;
    let [sent, nextAt] = [0, 0];
    for await (const candidates of readJsonLines<ResetCandidate>(store.ephemeral, artifact)) {
        for (const candidate of candidates) {
            const { userId, email } = candidate;
            const now = time.clock.now();
            if (nextAt > now) await time.sleep(nextAt - now);
            time.stopIfAsked();
            const found = await target.tenant.findUsersByEmail(email);
            const change = changeSince(candidate, found, target.connection.name);
            if (change !== undefined) {
                await left.add([{ userId, reason: change }]);
                continue;
            }
            nextAt = Math.max(now, nextAt) + MINUTE_MS / sending.perMinute;
            await memory.start(candidate);
            try {
                await sending.send(candidate);
            } catch (error) {
                if (!isMigrationError(error)) throw error;
                if (error.nothingHappened || STOPS.has(error.code)) await memory.finish(candidate, 'refused');
                if (error.code !== 'REQUEST_REFUSED' || !OF_ONE_USER.has(error.statusCode)) throw error;
                await left.add([{ userId, reason: 'REFUSED' }]);
                continue;
            }
            await memory.finish(candidate, 'sent');
            sent += 1;
        }
    }
    return sent;
}
