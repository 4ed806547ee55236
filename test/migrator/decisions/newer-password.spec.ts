import assert from 'node:assert/strict';
import { hasNewerPassword, isMovedByLogin, type MovedPassword } from '../../../migrator/decisions/newer-password.ts';
import type { TargetUser } from '../../../migrator/identity/target-users.ts';

const COPIED_AT = '2026-11-20T10:00:00.000Z';

function targetOf(profile: object): TargetUser {
    return { profile: { created_at: COPIED_AT, ...profile }, userId: 'auth0|1', ownId: 'auth0|1', isLinked: false };
}

function isNewer(
    lastReset: string | undefined,
    known: Partial<MovedPassword['known']> = {},
    target: object = {},
    sourceSnapshots: readonly number[] = [],
) {
    const profile = { user_id: 'auth0|1', ...(lastReset === undefined ? {} : { last_password_reset: lastReset }) };
    return hasNewerPassword({
        source: {
            ...{ profile, sourceUserId: 'auth0|1', record: profile },
            ...{ hash: undefined, hasTutorialFields: false, connection: undefined },
        },
        target: targetOf(target),
        known: { isOurs: true, ...known },
        hash: undefined,
        sourceSnapshots,
    });
}

describe('hasNewerPassword', () => {
    const [before, justBefore, after] = [
        '2026-11-20T09:00:00.000Z',
        '2026-11-20T09:58:00.000Z',
        '2026-11-20T10:00:01.000Z',
    ];

    it('asks when a user was copied, with a margin for clocks', () => {
        assert.deepEqual(
            [undefined, before, justBefore, after].map((reset) => isNewer(reset)),
            [false, false, true, true],
        );
    });

    it('asks when the snapshot was taken by which this run has created a user', () => {
        const snapshots = ['08:00', '08:30', '10:30'].map((time) => Date.parse(`2026-11-20T${time}:00.000Z`));
        const [seen, unseen] = ['2026-11-20T08:10:00.000Z', before];
        assert.deepEqual(
            [seen, unseen].map((reset) => isNewer(reset, {}, {}, snapshots)),
            [false, true],
        );
        assert.equal(isNewer(unseen, { isFound: true }, {}, snapshots), false);
    });

    it('knows that a login brings the password of that moment', () => {
        const known = { movedByLogin: true } as const;
        assert.deepEqual(
            [before, justBefore, after].map((reset) => isNewer(reset, known)),
            [false, false, true],
        );
    });

    it('knows who was sent with an outdated hash, or without one, and whose account was there before', () => {
        assert.equal(isNewer(before, { password: 'outdated' }), true);
        assert.equal(isNewer(after, { password: 'none' }), false);
        assert.equal(isNewer(after, { isOurs: false }), false);
    });

    it('forgets whoever has chosen another password in the target since', () => {
        const chosen = { last_password_reset: '2026-11-20T11:00:00.000Z' };
        assert.equal(isNewer(after, {}, chosen), false);
        assert.equal(isNewer(before, { password: 'outdated' }, chosen), false);
        assert.equal(isNewer('2026-11-20T12:00:00.000Z', {}, chosen), true);
    });

    it('knows that whoever came without a hash has a password in the target once it has chosen one', () => {
        const chosen = { last_password_reset: '2026-11-20T11:00:00.000Z' };
        assert.equal(isNewer(after, { password: 'none' }, chosen), false);
        assert.equal(isNewer('2026-11-20T12:00:00.000Z', { password: 'none' }, chosen), true);
    });
});

describe('isMovedByLogin', () => {
    it('asks who has logged in, and only after the first pass of a run', () => {
        assert.equal(isMovedByLogin(targetOf({ logins_count: 1 }), true), true);
        assert.equal(isMovedByLogin(targetOf({ logins_count: 1 }), false), false);
        assert.equal(isMovedByLogin(targetOf({}), true), false);
    });
});
