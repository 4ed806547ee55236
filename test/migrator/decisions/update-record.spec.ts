import assert from 'node:assert/strict';
import fc from 'fast-check';
import { updateRecordOf } from '../../../migrator/decisions/update-record.ts';
import type { ExistingUsersPolicy } from '../../../migrator/definition/existing-users.ts';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import { mergeMetadata } from '../../../migrator/users/merge-metadata.ts';

const UPSERT: ExistingUsersPolicy = { policy: 'upsert' };
const MERGE: ExistingUsersPolicy = { policy: 'merge', conflicts: 'keep-target' };
const TAKE: ExistingUsersPolicy = { policy: 'merge', conflicts: 'take-source' };
const EXCLUDE: ExistingUsersPolicy = { policy: 'merge', conflicts: 'exclude' };

const source: UserRecord = {
    ...{ user_id: '1', username: 'ada', blocked: true, password_hash: 'x', email_verified: false },
    email: 'ada@example.com',
    name: 'Ada',
    app_metadata: { plan: 'gold', limits: { seats: 5, regions: ['eu'] } },
};
const target: UserRecord = {
    email: 'Ada@example.com',
    email_verified: true,
    name: 'ada@example.com',
    nickname: 'ada',
    app_metadata: { plan: 'free', limits: { seats: 5, storage: 1 }, beta: true },
};

describe('updateRecordOf', () => {
    it('leaves an account its own identifiers and block, and accounts for each field that it replaces', () => {
        assert.deepEqual(updateRecordOf(source, target, UPSERT), {
            kind: 'update',
            user: {
                email: 'ada@example.com',
                name: 'Ada',
                nickname: 'ada',
                email_verified: false,
                app_metadata: source['app_metadata'],
            },
            changed: ['email_verified', 'name', 'app_metadata'],
            replaced: ['email_verified', 'name', 'app_metadata'],
            notices: ['BLOCKED_NOT_UPDATED', 'IDENTIFIER_NOT_UPDATED'],
        });
    });

    it('merges metadata key by key, keeps what the target says, and never takes a verification back', () => {
        const update = updateRecordOf(source, target, MERGE);
        assert.ok(update.kind === 'update');
        assert.deepEqual(update.user, {
            email: 'ada@example.com',
            name: 'ada@example.com',
            nickname: 'ada',
            email_verified: true,
            app_metadata: { plan: 'free', limits: { seats: 5, storage: 1, regions: ['eu'] }, beta: true },
        });
        assert.deepEqual(update.replaced, ['app_metadata']);
    });

    it('takes the value of the source where the definition says so', () => {
        const update = updateRecordOf(source, target, TAKE);
        assert.ok(update.kind === 'update');
        assert.deepEqual(update.user['app_metadata'], {
            plan: 'gold',
            limits: { seats: 5, storage: 1, regions: ['eu'] },
            beta: true,
        });
        assert.equal(update.user['email_verified'], true);
    });

    it('names the place of a conflict that excludes', () => {
        assert.deepEqual(updateRecordOf(source, target, EXCLUDE), {
            kind: 'conflict',
            conflictAt: 'app_metadata.plan',
        });
    });

    for (const policy of [UPSERT, MERGE, TAKE, EXCLUDE]) {
        it(`leaves a user alone who is as wanted already (${JSON.stringify(policy)})`, () => {
            const wanted = { email: 'ada@example.com', name: 'Ada', app_metadata: { a: 1 } };
            assert.deepEqual(updateRecordOf(wanted, { ...wanted, created_at: '2024' }, policy), { kind: 'unchanged' });
        });
    }
});

describe('mergeMetadata', () => {
    const metadata = fc.dictionary(
        fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
        fc.oneof(
            { maxDepth: 3 },
            fc.jsonValue({ maxDepth: 1 }),
            fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue({ maxDepth: 1 })),
        ),
    ) as fc.Arbitrary<UserRecord>;
    const merge = (one: UserRecord, other: UserRecord, rule: 'keep-target' | 'take-source') => {
        const result = mergeMetadata(one, other, rule, 'app_metadata');
        assert.ok('merged' in result);
        return JSON.parse(JSON.stringify(result.merged)) as UserRecord;
    };

    it('keeps every key of both, and is done when it is done once', () => {
        fc.assert(
            fc.property(metadata, metadata, (one, other) => {
                for (const rule of ['keep-target', 'take-source'] as const) {
                    const merged = merge(one, other, rule);
                    assert.deepEqual(
                        new Set(Object.keys(merged)),
                        new Set([...Object.keys(one), ...Object.keys(other)]),
                    );
                    assert.deepEqual(merge(merged, other, rule), merged);
                }
            }),
        );
    });

    it('gives the same whichever side is called the source, when the rule is turned round too', () => {
        fc.assert(
            fc.property(metadata, metadata, (one, other) => {
                assert.deepEqual(merge(one, other, 'keep-target'), merge(other, one, 'take-source'));
            }),
        );
    });
});
