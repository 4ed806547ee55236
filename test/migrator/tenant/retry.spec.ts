import assert from 'node:assert/strict';
import type { Clock } from '../../../migrator/clock.ts';
import { MigrationError } from '../../../migrator/errors.ts';
import { withRetry } from '../../../migrator/tenant/retry.ts';

describe('a call that gets no answer', () => {
    /** Makes a call that nobody ever answers, and gives the waits between its attempts in milliseconds. */
    const waitsOf = async (hasAnswered: boolean): Promise<number[]> => {
        const waits: number[] = [];
        const clock: Clock = {
            now: () => 0,
            sleep: (ms) => {
                waits.push(ms);
                return Promise.resolve();
            },
        };
        const refused = new MigrationError('TENANT_UNREACHABLE', 'No answer.', {
            retryable: true,
            nothingHappened: true,
        });
        const call = () => Promise.reject(refused);
        await assert.rejects(
            withRetry(clock, call, undefined, undefined, undefined, { hasAnswered }),
            /Tried \d+ times/,
        );
        return waits;
    };
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

    it('is given up within a second by somebody whom the tenant has never answered', async () => {
        const waits = await waitsOf(false);
        assert.equal(waits.length, 2);
        assert.ok(sum(waits) < 1_000, String(waits));
    });

    it('is repeated for ten minutes at a tenant that has answered', async () => {
        assert.ok(sum(await waitsOf(true)) > 600_000);
    });
});
