import assert from 'node:assert/strict';
import fc from 'fast-check';
import { importUsers } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_0000000000000001';
const ADDRESSES = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
const PASSWORDS = ['Correct-horse-1', 'Correct-horse-2'];

/** What the model remembers of a user. Without a password there is a random one, with which no one logs in. */
interface ModelUser {
    userId: string;
    password: string | undefined;
    metadata: object | undefined;
    logins: number;
}

type Command =
    | { do: 'create'; email: string; password: string }
    | { do: 'import'; users: { email: string; metadata: object | undefined }[]; upsert: boolean }
    | { do: 'log in'; email: string; password: string }
    | { do: 'change password'; email: string; password: string }
    | { do: 'delete by ID'; email: string }
    | { do: 'delete by address'; email: string };

const email = fc.constantFrom(...ADDRESSES);
const password = fc.constantFrom(...PASSWORDS);
const metadata = fc.option(
    fc.dictionary(fc.constantFrom('x', 'y'), fc.integer(), { minKeys: 1, noNullPrototype: true }),
    { nil: undefined },
);
const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ do: fc.constant('create' as const), email, password }),
    fc.record({
        do: fc.constant('import' as const),
        users: fc.array(fc.record({ email, metadata }), { minLength: 1, maxLength: 4 }),
        upsert: fc.boolean(),
    }),
    fc.record({ do: fc.constant('log in' as const), email, password }),
    fc.record({ do: fc.constant('change password' as const), email, password }),
    fc.record({ do: fc.constant('delete by ID' as const), email }),
    fc.record({ do: fc.constant('delete by address' as const), email }),
);

describe('a tenant under random commands', function () {
    this.timeout(180_000);
    let tenant: OpenTenant;
    before(async () => {
        tenant = await openTenant({
            control: true,
            seed: [{ connection: { id: ID, name: 'users', options: { brute_force_protection: false } } }],
        });
    });
    after(() => tenant.close());

    it('answers what a simple model of it answers', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 14 }), async (commands) => {
                await tenant.fetch(`https://${tenant.domain}/_local/reset`, { method: 'POST' });
                const model = new Map<string, ModelUser>();
                for (const each of commands) await runCommand(each, model);
                await compare(model);
            }),
            { numRuns: 12, endOnFailure: true },
        );
    });

    async function runCommand(each: Command, model: Map<string, ModelUser>): Promise<void> {
        switch (each.do) {
            case 'create':
                await create(each, model);
                return;
            case 'import':
                await importAll(each, model);
                return;
            case 'log in': {
                const user = model.get(each.email);
                const isRight = user !== undefined && user.password === each.password;
                const { status } = await tenant.logIn('users', each.email.toUpperCase(), each.password);
                assert.equal(status, isRight ? 200 : 403);
                if (isRight) user.logins += 1;
                return;
            }
            case 'change password': {
                const user = model.get(each.email);
                const path = `/api/v2/users/${encodeURIComponent(user?.userId ?? 'auth0|none')}`;
                const response = await tenant.call('PATCH', path, { password: each.password });
                assert.equal(response.status, user === undefined ? 404 : 200);
                if (user !== undefined) user.password = each.password;
                return;
            }
            case 'delete by ID': {
                const id = model.get(each.email)?.userId ?? 'auth0|none';
                assert.equal((await tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(id)}`)).status, 204);
                model.delete(each.email);
                return;
            }
            case 'delete by address': {
                const path = `/api/v2/connections/${ID}/users?email=${encodeURIComponent(each.email)}`;
                assert.equal((await tenant.call('DELETE', path)).status, 204);
                model.delete(each.email);
            }
        }
    }

    async function create(each: Extract<Command, { do: 'create' }>, model: Map<string, ModelUser>): Promise<void> {
        const { email: address, password: secret } = each;
        const response = await tenant.call('POST', '/api/v2/users', {
            connection: 'users',
            email: address,
            password: secret,
        });
        assert.equal(response.status, model.has(address) ? 409 : 201);
        if (model.has(address)) return;
        const { user_id: userId } = (await response.json()) as { user_id: string };
        model.set(address, { userId, password: secret, metadata: undefined, logins: 0 });
    }

    async function importAll(each: Extract<Command, { do: 'import' }>, model: Map<string, ModelUser>): Promise<void> {
        const summary = { failed: 0, updated: 0, inserted: 0, total: each.users.length };
        const seen = new Set<string>();
        const inserted: string[] = [];
        for (const user of each.users) {
            const known = model.get(user.email);
            if (seen.has(user.email) || (known !== undefined && !each.upsert)) summary.failed += 1;
            else if (known === undefined) {
                summary.inserted += 1;
                inserted.push(user.email);
                model.set(user.email, { userId: '', password: undefined, metadata: user.metadata, logins: 0 });
            } else {
                summary.updated += 1;
                known.metadata = user.metadata ?? known.metadata;
            }
            seen.add(user.email);
        }
        const records = each.users.map((user) => ({ email: user.email, user_metadata: user.metadata }));
        const job = await importUsers(tenant, ID, records, { upsert: each.upsert });
        assert.deepEqual('summary' in job ? job.summary : undefined, summary);
        for (const address of inserted) {
            const [found] = await tenant.management.users.listUsersByEmail({ email: address });
            const user = model.get(address);
            if (user !== undefined) user.userId = found?.user_id ?? '';
        }
    }

    async function compare(model: Map<string, ModelUser>): Promise<void> {
        const { data } = await tenant.management.users.list({ q: 'identities.connection:"users"' });
        const shown = data.map((user): [unknown, ModelUser] => [
            user.email,
            {
                userId: user.user_id ?? '',
                password: undefined,
                metadata: user.user_metadata,
                logins: user.logins_count ?? 0,
            },
        ]);
        const expected = [...model].map(([address, user]) => [address, { ...user, password: undefined }]);
        assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(expected));
    }
});
