import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import { canonicalJson, comparableField, digestFields } from '../../../migrator/identity/field-digests.ts';
import { findCounterpart } from '../../../migrator/identity/find-counterpart.ts';
import { isPlausible } from '../../../migrator/identity/is-plausible.ts';
import {
    evidencePathOf,
    inTheWayOfId,
    rememberedIdsOf,
    withRememberedId,
} from '../../../migrator/identity/remembered-id.ts';
import { openTargetIndex, type TargetIndex } from '../../../migrator/identity/target-index.ts';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import { LEDGER_FIELDS, type LedgerRecord } from '../../../migrator/run-store/ledger.ts';
import { MemoryStore } from '../../../migrator/run-store/memory/memory-store.ts';
import { START } from '../../contract/run-store-contract.ts';

const userIdsOf = (userIds: MigrationDefinition['userIds']) =>
    defineMigration({ description: 'A test.', passwords: { whenMissing: 'reset' }, userIds }).userIds;
const REMEMBERED = userIdsOf({ policy: 'regenerate' });
const FORGOTTEN = userIdsOf({ policy: 'regenerate', rememberAs: false });
const RETAINED = userIdsOf({ policy: 'retain' });
const OLD = 'auth0|old';

describe('canonicalJson', () => {
    it('gives equal values one text, whatever the order of their keys', () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const text = canonicalJson(value);
                assert.equal(canonicalJson(reversed(value)), text);
                assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
            }),
        );
    });

    it('writes what is nested deeper than the stack, with its keys in order too', () => {
        const deep = (inner: string): unknown => JSON.parse(`${'['.repeat(50_000)}${inner}${']'.repeat(50_000)}`);
        assert.equal(canonicalJson(deep('{"b":1,"a":[]}')), canonicalJson(deep('{"a":[],"b":1}')));
        assert.ok(canonicalJson(deep('{"b":1,"a":[]}')).includes('{"a":[],"b":1}'));
    });
});

describe('the fields of a record', () => {
    it('are the same in all spellings of one value', () => {
        const one = {
            email: 'Ann@Example.com',
            blocked: false,
            user_metadata: {},
            app_metadata: { a: 1, b: 2 },
            name: '',
        };
        const other = { email: 'ann@example.com', app_metadata: { b: 2, a: 1 } };
        for (const field of LEDGER_FIELDS)
            assert.equal(comparableField(field, one), comparableField(field, other), field);
    });

    it('have digests of their own, and none where they are absent', () => {
        const { ledger } = new MemoryStore(START);
        const digests = digestFields({ name: 'Ann', nickname: 'Ann' }, (text) => ledger.digest(text));
        const [name, nickname] = ['name', 'nickname'].map((field) => digests[LEDGER_FIELDS.indexOf(field as 'name')]);
        assert.notEqual(name, nickname);
        assert.equal(digests.filter((digest) => digest !== 0).length, 2);
    });
});

describe('the remembered ID', () => {
    it('is evidence in app_metadata only, which users may not write', () => {
        assert.equal(evidencePathOf(REMEMBERED), 'app_metadata.previous_user_id');
        for (const userIds of [FORGOTTEN, userIdsOf({ policy: 'regenerate', rememberAs: 'user_metadata.old' })]) {
            assert.equal(evidencePathOf(userIds), undefined);
        }
        // Of an account that became a user, which keeps its own ID.
        assert.equal(evidencePathOf(RETAINED), 'app_metadata.source_user_id');
    });

    it('is added to those of earlier migrations, the newest last and none twice', () => {
        const path = 'app_metadata.previous_user_id';
        const once = withRememberedId({ app_metadata: { plan: 'gold' } }, path, 'auth0|1');
        assert.deepEqual(once, { app_metadata: { plan: 'gold', previous_user_id: 'auth0|1' } });
        assert.deepEqual(withRememberedId(once, path, 'auth0|1'), once);
        const twice = withRememberedId(once, path, 'auth0|2');
        assert.deepEqual(rememberedIdsOf(twice, path), ['auth0|1', 'auth0|2']);
        assert.deepEqual(rememberedIdsOf(withRememberedId(twice, path, 'auth0|1'), path), ['auth0|2', 'auth0|1']);
    });

    it('overwrites nothing of a user', () => {
        const path = 'app_metadata.old.id';
        for (const [metadata, expected] of [
            [undefined, undefined],
            [null, undefined],
            [{}, undefined],
            [{ old: null }, undefined],
            [{ old: { id: 'auth0|1' } }, undefined],
            [{ old: { id: ['auth0|1'] } }, undefined],
            [['a'], '`app_metadata` holds a list'],
            ['a', '`app_metadata` holds text'],
            [{ old: true }, '`app_metadata.old` holds a boolean'],
            [{ old: { id: 7 } }, '`app_metadata.old.id` holds a number'],
            [{ old: { id: [7] } }, '`app_metadata.old.id` holds a list'],
            [{ old: { id: {} } }, '`app_metadata.old.id` holds an object'],
        ] as const) {
            assert.equal(inTheWayOfId({ app_metadata: metadata }, path), expected, JSON.stringify(metadata));
        }
    });

    it('is no ID where something else stands', () => {
        for (const value of [undefined, null, 7, {}, [7, null]]) {
            assert.deepEqual(rememberedIdsOf({ app_metadata: { old: value } }, 'app_metadata.old'), []);
        }
    });
});

describe('isPlausible', () => {
    it('believes an ID that Auth0 made', () => {
        assert.equal(
            isPlausible('auth0|5dea9f9c82dd7c0e76e4ec93', { email: 'a@example.com' }, { email: 'b@example.com' }),
            true,
        );
    });

    for (const [what, isIt, record, profile] of [
        ['its address agrees', true, { email: 'A@example.com' }, { email: 'a@example.com' }],
        [
            'its name alone agrees',
            false,
            { email: 'a@example.com', name: 'Ann' },
            { email: 'b@example.com', name: 'Ann' },
        ],
        [
            'its name and its own metadata agree',
            true,
            { email: 'a@example.com', name: 'Ann', user_metadata: { number: 7 } },
            { email: 'b@example.com', name: 'Ann', user_metadata: { number: 7 } },
        ],
        ['nothing agrees', false, { email: 'a@example.com', name: 'Ann' }, { email: 'b@example.com', name: 'Bo' }],
        ['a flag agrees', false, { email: 'a@example.com', blocked: true }, { email: 'b@example.com', blocked: true }],
        [
            'the remembered ID itself agrees',
            false,
            { email: 'a@example.com', app_metadata: { previous_user_id: 'auth0|7' } },
            { email: 'b@example.com', app_metadata: { previous_user_id: 'auth0|7' } },
        ],
        [
            'other app_metadata alone agrees',
            false,
            { email: 'a@example.com', app_metadata: { customer: 'cus_1' } },
            { email: 'b@example.com', app_metadata: { customer: 'cus_1' } },
        ],
    ] as const) {
        it(`${isIt ? 'believes' : 'does not believe'} a number where ${what}`, () => {
            assert.equal(isPlausible('auth0|7', record, profile), isIt);
        });
    }
});

describe('the counterpart of a user', () => {
    let index: TargetIndex | undefined;
    let store: MemoryStore;
    afterEach(() => index?.close());

    const digest = (text: string) => store.ledger.digest(text);
    const open = async (profiles: readonly UserRecord[], evidencePath = evidencePathOf(REMEMBERED)) => {
        store = new MemoryStore(START);
        await store.artifacts.write('target', [
            Buffer.from(profiles.map((one) => `${JSON.stringify(one)}\n`).join('')),
        ]);
        const options = {
            artifacts: store.artifacts,
            artifact: 'target',
            users: profiles.length,
            connection: 'customers',
        };
        index = await openTargetIndex({ ...options, evidencePath, digest });
        return index;
    };
    const addressDigest = (email: string) => digestFields({ email }, digest)[0] ?? 0;
    const knownAs = (targetUserId: string | undefined, status: LedgerRecord['status'] = 'sent'): LedgerRecord => ({
        ...{
            status,
            isOurs: true,
            submission: 1,
            decision: '',
            writtenAt: 0,
            source: { high: 1, low: 1 },
            fields: [],
            written: [],
            kept: [],
        },
        targetId: targetUserId === undefined ? undefined : store.ledger.digest(targetUserId),
    });
    const own = (id: string, rest: UserRecord): UserRecord => ({
        ...{
            user_id: `auth0|${id}`,
            identities: [{ connection: 'customers', provider: 'auth0', user_id: id }],
            ...rest,
        },
    });
    const remembers = (id: string) => ({ app_metadata: { previous_user_id: id } });

    it('is whom the ledger knows, before all others', async () => {
        const target = await open([
            own('a', { email: 'x@example.com' }),
            own('b', { email: 'old@example.com', ...remembers(OLD) }),
        ]);
        assert.equal(findCounterpart(target, REMEMBERED, OLD, knownAs('auth0|a'))?.userId, 'auth0|a');
        assert.equal(findCounterpart(target, REMEMBERED, OLD, knownAs('auth0|gone'))?.userId, 'auth0|b');
    });

    it('is who remembers the ID, under whatever address, and never who has the address alone', async () => {
        const target = await open([
            own('a', { email: 'moved@example.com', ...remembers(OLD) }),
            own('b', { email: 'old@example.com' }),
        ]);
        assert.equal(findCounterpart(target, REMEMBERED, OLD, undefined)?.userId, 'auth0|a');
        assert.equal(
            findCounterpart(target, REMEMBERED, 'auth0|other', undefined, {
                ...{ email: addressDigest('old@example.com'), from: 0, until: Number.POSITIVE_INFINITY },
                ...{ areAllCreated: true, isIt: () => true },
            }),
            undefined,
        );
    });

    it('is who has the ID that the policy gives, in the target connection only', async () => {
        const target = await open(
            [
                { user_id: 'auth0|p', email: 'p@example.com', identities: [{ connection: 'partners', user_id: 'p' }] },
                own('old', { email: 'x@example.com' }),
            ],
            undefined,
        );
        assert.equal(findCounterpart(target, RETAINED, OLD, undefined)?.userId, OLD);
        assert.equal(findCounterpart(target, RETAINED, 'auth0|p', undefined), undefined);
        assert.equal(target.connectionOfId('auth0|p'), 'partners');
        assert.equal(target.users, 1);
    });

    it('is, where nothing is remembered, who has the address and all that was sent, and was created by its job', async () => {
        const target = await open(
            [own('a', { email: 'old@example.com', created_at: '2026-11-21T10:00:00.000Z' })],
            undefined,
        );
        const createdAt = Date.parse('2026-11-21T10:00:00.000Z');
        const email = addressDigest('OLD@example.com');
        const find = (known: LedgerRecord | undefined, from: number, until = from, isIt = true) =>
            findCounterpart(target, FORGOTTEN, OLD, known, {
                ...{ email, from, until, areAllCreated: true },
                isIt: () => isIt,
            })?.userId;
        assert.equal(find(knownAs(undefined), createdAt), 'auth0|a');
        assert.equal(find(knownAs(undefined), createdAt + 1), undefined);
        assert.equal(find(knownAs(undefined), createdAt - 2, createdAt - 1), undefined, 'after the end of its job');
        assert.equal(
            find(knownAs(undefined), createdAt, createdAt, false),
            undefined,
            'who signed up has not all that was sent',
        );
        assert.equal(find(knownAs(undefined, 'deleted'), createdAt), undefined);
        assert.equal(find(undefined, createdAt), undefined);
    });

    it('is found as a secondary identity of another user, and then as linked', async () => {
        const target = await open([
            {
                ...{ user_id: 'google-oauth2|1', email: 'other@example.com', ...remembers(OLD) },
                identities: [
                    { connection: 'google', provider: 'google-oauth2', user_id: '1' },
                    {
                        connection: 'customers',
                        provider: 'auth0',
                        user_id: 'a',
                        profileData: { email: 'ann@example.com' },
                    },
                ],
            },
        ]);
        assert.equal(target.byEmail('ANN@example.com')?.isLinked, true);
        assert.equal(target.byEmail('other@example.com'), undefined);
        assert.equal(findCounterpart(target, REMEMBERED, OLD, knownAs('auth0|a'))?.userId, 'google-oauth2|1');
    });

    it('is the secondary identity with the address that was sent, if Auth0 has created it and nobody has seen it since', async () => {
        const profileData = { email: 'ann@example.com' };
        const linked = { connection: 'customers', provider: 'auth0', user_id: 'a', profileData };
        const target = await open([
            {
                ...{ user_id: 'google-oauth2|1', email: 'other@example.com' },
                identities: [{ connection: 'google', provider: 'google-oauth2', user_id: '1' }, linked],
            },
        ]);
        const find = (known: LedgerRecord | undefined, areAllCreated: boolean) =>
            findCounterpart(target, REMEMBERED, OLD, known, {
                ...{ email: addressDigest('ann@example.com'), from: 0, until: 0, areAllCreated },
                isIt: () => false,
            });
        assert.equal(find(knownAs(undefined), true)?.ownId, 'auth0|a');
        assert.equal(find(knownAs(undefined), false), undefined, 'it may have been there before');
        assert.equal(find(knownAs(undefined, 'deleted'), true), undefined);
        assert.equal(find(undefined, true), undefined);
    });

    it('is doubled where two users remember one ID', async () => {
        const target = await open([
            own('a', { email: 'a@example.com', ...remembers(OLD) }),
            own('b', { email: 'b@example.com', ...remembers(OLD) }),
        ]);
        assert.deepEqual(
            [target.isDoubled('a@example.com', OLD), target.isDoubled('a@example.com', 'auth0|x')],
            [true, false],
        );
    });
});

function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
    );
}
