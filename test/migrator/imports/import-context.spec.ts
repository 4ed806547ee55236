import assert from 'node:assert/strict';
import { pollScheduleOf } from '../../../migrator/imports/import-context.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB } from '../../../migrator/tenant/limits.ts';

describe('the poll schedule that an import begins with', () => {
    const expectedMs = (settings: Parameters<typeof pollScheduleOf>[0]) => pollScheduleOf(settings).expectedMs(1_000);

    it('is what Auth0 is expected to do, where nobody knows better', () => {
        assert.equal(
            expectedMs({
                expectedUsersPerSecond: EXPECTED_USERS_PER_SECOND_AND_JOB,
                measuredUsersPerSecond: undefined,
            }),
            1_000_000 / EXPECTED_USERS_PER_SECOND_AND_JOB,
        );
    });

    it('is what earlier jobs in this tenant have shown', () => {
        const speeds = { expectedUsersPerSecond: EXPECTED_USERS_PER_SECOND_AND_JOB, measuredUsersPerSecond: 10 };
        assert.equal(expectedMs(speeds), 100_000);
    });

    it('is what the settings say before all', () => {
        assert.equal(expectedMs({ expectedUsersPerSecond: 100, measuredUsersPerSecond: 10 }), 10_000);
    });
});
