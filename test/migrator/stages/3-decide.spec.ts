import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MigrationDefinition } from '../../../migrator/definition.ts';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import { decideUsers } from '../../../migrator/stages/3-decide.ts';
import type { NewUser, UserFate } from '../../../migrator/users/user-fate.ts';
import { type CaseParts, withPlan, withRun } from '../plan/planned-case.ts';

const DEFINITION: MigrationDefinition = { description: 'A test.', passwords: { whenMissing: 'reset' } };
const BCRYPT = `$2b$10$${'a'.repeat(53)}`;

const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const address = fc.oneof(
    word.map((name) => `${name}@example.com`),
    word.map((name) => `${name.toUpperCase()}@Example.COM`),
    fc.constantFrom('no address', '', 'a@b', 'ü@example.com'),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const user = fc.record(
    {
        user_id: fc.oneof(
            word.map((id) => `auth0|${id}`),
            word.map((id) => `auth0|my-db|${id}`),
            word,
            fc.constantFrom('auth0|auth0|x', 'auth0|', 'auth0|with space', 'auth0|a/b|c'),
        ),
        email: address,
        username: maybe(word),
        phone_number: maybe(fc.constantFrom('+12125550001', '+12125550002', 'no number')),
        name: maybe(fc.string({ maxLength: 40 })),
        email_verified: maybe(fc.oneof(fc.boolean(), fc.constant('yes'))),
        app_metadata: maybe(fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })),
        created_at: fc.constant('2024-01-01T00:00:00.000Z'),
    },
    { requiredKeys: ['user_id', 'email'] },
);
const sources = fc.array(fc.oneof({ weight: 9, arbitrary: user }, { weight: 1, arbitrary: fc.jsonValue() }), {
    maxLength: 60,
});
const userIds = fc.constantFrom<MigrationDefinition['userIds']>(
    { policy: 'regenerate' },
    { policy: 'regenerate', rememberAs: false },
    { policy: 'retain' },
    { policy: 'prefix', prefix: 'legacy|' },
    { policy: 'prefix', prefix: 'l-', rewrite: ['app_metadata.a'] },
);

describe('decideUsers', () => {
    it('gives every user of any source exactly one fate, in source order', async () => {
        await fc.assert(
            fc.asyncProperty(sources, sources, userIds, async (source, target, ids) => {
                const parts = {
                    definition: { ...DEFINITION, userIds: ids },
                    source: toLines(source),
                    target: profilesOf(target),
                };
                await withPlan(parts, ({ fates, decided: { counts }, excluded }) => {
                    assert.deepEqual(
                        fates.map(({ line }) => line),
                        source.map((_, index) => index + 1),
                    );
                    const { planned, existing, unchanged, changedInTarget } = counts;
                    assert.equal(planned + existing + unchanged + changedInTarget + counts.excluded, source.length);
                    assert.deepEqual(
                        excluded,
                        fates
                            .filter(({ kind }) => kind === 'excluded')
                            .map((fate) => JSON.parse(JSON.stringify(fate)) as unknown),
                    );
                });
            }),
            { numRuns: 60 },
        );
    });

    it('never plans two users with one ID, address, username or phone number, nor one that the target has', async () => {
        await fc.assert(
            fc.asyncProperty(sources, sources, userIds, async (source, target, ids) => {
                const parts = {
                    definition: { ...DEFINITION, userIds: ids },
                    source: toLines(source),
                    target: profilesOf(target),
                };
                const taken: UserRecord[] = (target as unknown[]).filter(isObject);
                await withPlan(parts, ({ fates }) => {
                    const users = fates.filter(isNew).map((fate) => fate.user);
                    for (const field of ['user_id', 'email', 'username', 'phone_number'] as const) {
                        const stored = (value: unknown) =>
                            field === 'user_id'
                                ? `auth0|${String(value)}`
                                : field === 'phone_number'
                                  ? value
                                  : String(value).toLowerCase();
                        const values = users.filter((one) => one[field] !== undefined).map((one) => stored(one[field]));
                        assert.equal(new Set(values).size, values.length, field);
                        const inTarget = new Set(
                            taken
                                .filter((one) => one[field] !== undefined)
                                .map((one) =>
                                    field === 'user_id'
                                        ? one[field]
                                        : field === 'phone_number'
                                          ? one[field]
                                          : String(one[field]).trim().toLowerCase(),
                                ),
                        );
                        assert.deepEqual(
                            values.filter((value) => inTarget.has(value)),
                            [],
                            field,
                        );
                    }
                });
            }),
            { numRuns: 60 },
        );
    });

    it('packs the planned users into files: all of them, in source order, none too large', async () => {
        await fc.assert(
            fc.asyncProperty(sources, fc.integer({ min: 400, max: 4_000 }), async (source, maxImportFileBytes) => {
                await withPlan(
                    { definition: DEFINITION, source: toLines(source), maxImportFileBytes },
                    ({ fates, batches, decided }) => {
                        const users = fates.filter(isNew);
                        assert.deepEqual(
                            batches.flatMap(({ file }) => JSON.parse(file.toString('utf8')) as unknown[]),
                            users.map(({ user: record }) => JSON.parse(JSON.stringify(record)) as unknown),
                        );
                        assert.deepEqual(
                            batches.map(({ number }) => number),
                            batches.map((_, index) => index + 1),
                        );
                        for (const { file } of batches) assert.ok(file.length <= maxImportFileBytes);
                        assert.equal(decided.counts.batches, batches.length);
                        assert.equal(
                            decided.counts.bytes,
                            batches.reduce((sum, { file }) => sum + file.length, 0),
                        );
                    },
                );
            }),
            { numRuns: 60 },
        );
    });

    it('fills every file but the last to 99 % when records are small', async () => {
        const source = Array.from({ length: 3_000 }, (_, number) => ({
            user_id: `auth0|${number}`,
            email: `u${number}@example.com`,
        }));
        await withPlan(
            { definition: DEFINITION, source: toLines(source), maxImportFileBytes: 50_000 },
            ({ batches }) => {
                assert.ok(batches.length > 4);
                for (const { file } of batches.slice(0, -1)) assert.ok(file.length >= 49_500, String(file.length));
            },
        );
    });

    it('gives the same digest to the same decisions, in whatever order the users come, and another to any other', async () => {
        const users = Array.from({ length: 50 }, (_, number) => ({
            ...{ user_id: `auth0|${number}`, email: `u${number}@example.com`, app_metadata: { number } },
        }));
        const source = toLines(users);
        const digestOf = (one: Partial<CaseParts>) =>
            withPlan({ definition: DEFINITION, source, ...one }, ({ decided }) => decided.plan.digest);
        const digest = await digestOf({});
        for (const same of [{ maxImportFileBytes: 1_000 }, { source: toLines(users.toReversed()) }]) {
            assert.equal(await digestOf(same), digest);
        }
        for (const other of [
            { source: source.replace('u7@', 'u77@') },
            { source: toLines(users.slice(1)) },
            { source: source.replace('"number":7}', '"number":8}') },
            { target: toLines([{ user_id: 'auth0|t', email: 'u7@example.com' }]) },
            { definition: { ...DEFINITION, ghosts: { repair: { max: 5 } } } },
            { definition: { ...DEFINITION, existingUsers: 'upsert' as const } },
        ]) {
            assert.notEqual(await digestOf(other), digest, JSON.stringify(other).slice(0, 80));
        }
    });

    it('changes nothing in a user that it has transformed before, where the IDs are retained', async () => {
        await fc.assert(
            fc.asyncProperty(sources, async (source) => {
                const definition: MigrationDefinition = { ...DEFINITION, userIds: { policy: 'retain' } };
                const first = await withPlan({ definition, source: toLines(source) }, ({ fates }) => recordsOf(fates));
                const again = first.map((record) => ({ ...record, user_id: `auth0|${String(record['user_id'])}` }));
                const second = await withPlan({ definition, source: toLines(again) }, ({ fates }) => recordsOf(fates));
                assert.deepEqual(second, first);
            }),
            { numRuns: 40 },
        );
    });

    it('refuses before anything is sent while one user lacks a hash, and says how many and why', async () => {
        const definition: MigrationDefinition = { ...DEFINITION, passwords: { whenMissing: 'refuse' } };
        const source = toLines([
            { user_id: 'auth0|1', email: 'one@example.com' },
            { user_id: 'auth0|2', email: 'two@example.com' },
            { user_id: 'auth0|3', email: 'three@example.com' },
            { user_id: 'auth0|4', email: 'four@example.com', last_password_reset: '2024-06-01T00:00:00.000Z' },
        ]);
        const hashes = toLines([
            { _id: { $oid: '1' }, email: 'one@example.com', passwordHash: BCRYPT, connection: 'legacy' },
            {
                _id: { $oid: '2' },
                email: 'two@example.com',
                passwordHash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0',
                connection: 'legacy',
            },
            {
                ...{ _id: { $oid: '4' }, email: 'four@example.com', passwordHash: BCRYPT, connection: 'legacy' },
                password_set_date: { $date: '2024-05-01T00:00:00.000Z' },
            },
        ]);
        await withRun({ definition, source, hashes }, async (run, exported, pass) => {
            await assert.rejects(decideUsers(run, pass, exported), (error: Error & { code?: string }) => {
                assert.equal(error.code, 'PASSWORD_HASHES_MISSING');
                for (const part of [
                    '3 of 4 new users',
                    '1 HASH_UNSUPPORTED_PHPASS',
                    '1 PASSWORD_HASH_MISSING',
                    '1 PASSWORD_HASH_OUTDATED',
                    'Nothing was sent',
                    'can never be added',
                ]) {
                    assert.ok(error.message.includes(part), `${part} in ${error.message}`);
                }
                return true;
            });
        });
    });

    it('refuses any plan but the approved one', async () => {
        const source = toLines([{ user_id: 'auth0|1', email: 'one@example.com' }]);
        const digest = await withPlan({ definition: DEFINITION, source }, ({ decided }) => decided.plan.digest);
        await withRun({ definition: DEFINITION, source, approvedPlan: digest }, async (run, exported, pass) => {
            await decideUsers(run, pass, exported);
        });
        const changed = source.replace('one@', 'other@');
        await withRun(
            { definition: DEFINITION, source: changed, approvedPlan: digest },
            async (run, exported, pass) => {
                await assert.rejects(decideUsers(run, pass, exported), { code: 'PLAN_NOT_APPROVED' });
            },
        );
    });
});

function toLines(records: readonly unknown[]): string {
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function profilesOf(records: readonly unknown[]): string {
    return toLines(records.filter(isObject));
}

function isNew(fate: UserFate): fate is NewUser {
    return fate.kind === 'new';
}

function recordsOf(fates: readonly UserFate[]): UserRecord[] {
    return fates.filter(isNew).map(({ user: record }) => JSON.parse(JSON.stringify(record)) as UserRecord);
}

function isObject(value: unknown): value is UserRecord {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
