import type { Clock } from '../clock.ts';
import { isMigrationError, MigrationError } from '../errors.ts';

/** How a call is repeated. */
export interface RetryPolicy {
    /**
     * Calls in all, `1` or more.
     *
     * @default 8
     */
    readonly attempts: number;
    /**
     * Milliseconds before the second call, doubled each time.
     *
     * @default 500
     */
    readonly firstDelayMs: number;
    /**
     * Milliseconds between two calls at most.
     *
     * @default 60_000
     */
    readonly maxDelayMs: number;
}

/** A policy for previews, which must not hang on a tenant that is away. */
export const QUICK_RETRIES: RetryPolicy = { attempts: 4, firstDelayMs: 300, maxDelayMs: 3_000 };

/** Calls of a tenant that nobody has reached yet: its domain is more likely wrong than its network down for a while. */
const ATTEMPTS_UNTIL_REACHED = 3;

/** Milliseconds before the second of them: somebody who mistyped a domain reads so within two seconds. */
const FIRST_DELAY_UNTIL_REACHED_MS = 150;

/** Whether a tenant has ever answered, for {@link withRetry}. */
export interface Reach {
    hasAnswered: boolean;
}

/** Waits for more than ten minutes in all, whatever the jitter, before a tenant that does not answer is given up. */
export const RETRY_FOR_MINUTES: RetryPolicy = { attempts: 24, firstDelayMs: 500, maxDelayMs: 60_000 };

/**
 * Makes a call again while its failure says that it can succeed later.
 *
 * Waits as long as Auth0 asks for, else twice as long each time, with jitter so that several runs do not knock together.
 *
 * @param isRepeatable - decides per failure; a failure that is not `retryable` is never repeated
 * @param reach - shared by the calls of one tenant
 * @throws whatever the last call threw, with the number of attempts in its message
 */
export async function withRetry<T>(
    clock: Clock,
    call: () => Promise<T>,
    isRepeatable: (error: MigrationError) => boolean = () => true,
    signal?: AbortSignal,
    policy: RetryPolicy = RETRY_FOR_MINUTES,
    reach: Reach = { hasAnswered: true },
): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            const answer = await call();
            reach.hasAnswered = true;
            return answer;
        } catch (error) {
            if (!isMigrationError(error)) throw error;
            const isReached = error.statusCode !== undefined || !error.nothingHappened;
            reach.hasAnswered ||= isReached;
            if (!error.retryable || !isRepeatable(error)) throw error;
            const most = reach.hasAnswered ? policy.attempts : Math.min(policy.attempts, ATTEMPTS_UNTIL_REACHED);
            if (attempt >= most) throw givenUp(error, attempt);
            const firstDelayMs = reach.hasAnswered
                ? policy.firstDelayMs
                : Math.min(policy.firstDelayMs, FIRST_DELAY_UNTIL_REACHED_MS);
            const backoffMs = Math.min(policy.maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
            const delayMs = error.retryAfterMs ?? backoffMs * (0.75 + Math.random() / 2);
            await clock.sleep(Math.min(policy.maxDelayMs, Math.max(50, delayMs)), signal);
        }
    }
}

function givenUp(error: MigrationError, attempts: number): MigrationError {
    return new MigrationError(error.code, `${error.message} Tried ${attempts} times.`, {
        cause: error.cause,
        retryable: true,
        nothingHappened: error.nothingHappened,
        ...(error.statusCode === undefined ? {} : { statusCode: error.statusCode }),
    });
}
