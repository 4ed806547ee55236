import assert from 'node:assert/strict';
import fc from 'fast-check';
import { importUsers } from './finished-job.ts';
import { type Command, commands } from './model/commands.ts';
import { UserModel } from './model/user-model.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_0000000000000001';
const NO_ONE = 'auth0|none';

type Of<Name extends Command['do']> = Extract<Command, { do: Name }>;

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
            fc.asyncProperty(commands, async (all) => {
                await tenant.fetch(`https://${tenant.domain}/_local/reset`, { method: 'POST' });
                const model = new UserModel();
                for (const each of all) await run(each, model);
                for (const { email, password } of model.identities())
                    if (password !== undefined) await logIn({ do: 'log in', email, password }, model);
                await compare(model);
            }),
            { numRuns: 15, endOnFailure: true },
        );
    });

    const run = async (each: Command, model: UserModel): Promise<void> => {
        switch (each.do) {
            case 'create':
                return create(each, model);
            case 'import':
                return importAll(each, model);
            case 'log in':
                return logIn(each, model);
            case 'change password':
                return changePassword(each, model);
            case 'link':
                return link(each, model);
            case 'unlink':
                return unlink(each, model);
            case 'delete by ID':
                return deleteById(each, model);
            case 'delete by address':
                return deleteByAddress(each, model);
        }
    };

    const userPath = (userId: string) => `/api/v2/users/${encodeURIComponent(userId)}`;

    async function create({ email, password }: Of<'create'>, model: UserModel): Promise<void> {
        const response = await tenant.call('POST', '/api/v2/users', { connection: 'users', email, password });
        assert.equal(response.status, model.find(email) === undefined ? 201 : 409);
        if (response.status !== 201) return;
        const { user_id: userId } = (await response.json()) as { user_id: string };
        model.add(email, userId, password, undefined);
    }

    // Whichever of a user's identities is used, it is the user who logs in: `sub` is the primary one's ID.
    async function logIn({ email, password }: Of<'log in'>, model: UserModel): Promise<void> {
        const identity = model.find(email);
        const isRight = identity?.password === password;
        const { status, body } = await tenant.logIn('users', email.toUpperCase(), password);
        assert.equal(status, isRight ? 200 : 403);
        if (!isRight) return;
        const [, payload = ''] = String(body['access_token']).split('.');
        const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string };
        assert.equal(sub, identity.user.identities[0]?.userId);
        identity.user.logins += 1;
    }

    async function changePassword({ email, password }: Of<'change password'>, model: UserModel): Promise<void> {
        const identity = model.findPrimary(email);
        const response = await tenant.call('PATCH', userPath(identity?.userId ?? NO_ONE), { password });
        assert.equal(response.status, identity === undefined ? 404 : 200);
        if (identity !== undefined) identity.password = password;
    }

    async function link({ email, other }: Of<'link'>, model: UserModel): Promise<void> {
        const primary = model.findPrimary(email);
        const secondary = model.find(other);
        const response = await tenant.call('POST', `${userPath(primary?.userId ?? NO_ONE)}/identities`, {
            provider: 'auth0',
            user_id: secondary?.userId ?? NO_ONE,
        });
        const isLinked = secondary !== undefined && model.findPrimary(other) === undefined;
        if (primary === undefined) assert.equal(response.status, 404);
        else if (secondary === undefined || primary === secondary) assert.equal(response.status, 400);
        else if (isLinked) assert.equal(response.status, 409);
        else {
            assert.equal(response.status, 201);
            model.link(primary.user, secondary.user);
            const shown = (await response.json()) as { user_id: string }[];
            assert.deepEqual(
                shown.map(({ user_id: id }) => `auth0|${id}`),
                primary.user.identities.map(({ userId }) => userId),
            );
        }
    }

    async function unlink({ email, other }: Of<'unlink'>, model: UserModel): Promise<void> {
        const primary = model.findPrimary(email);
        const secondary = model.find(other);
        const unprefixed = (secondary?.userId ?? NO_ONE).replace('auth0|', '');
        const path = `${userPath(primary?.userId ?? NO_ONE)}/identities/auth0/${unprefixed}`;
        const { status } = await tenant.call('DELETE', path);
        if (primary === undefined || secondary?.user !== primary.user) assert.equal(status, 404);
        else if (primary === secondary) assert.equal(status, 400);
        else {
            assert.equal(status, 200);
            model.unlink(secondary);
        }
    }

    async function deleteById({ email }: Of<'delete by ID'>, model: UserModel): Promise<void> {
        const identity = model.findPrimary(email);
        const path = userPath(model.find(email)?.userId ?? NO_ONE);
        assert.equal((await tenant.call('DELETE', path)).status, 204);
        if (identity !== undefined) model.remove(identity);
    }

    async function deleteByAddress({ email }: Of<'delete by address'>, model: UserModel): Promise<void> {
        const path = `/api/v2/connections/${ID}/users?email=${encodeURIComponent(email)}`;
        assert.equal((await tenant.call('DELETE', path)).status, 204);
        const identity = model.find(email);
        if (identity !== undefined) model.remove(identity);
    }

    async function importAll({ users, upsert }: Of<'import'>, model: UserModel): Promise<void> {
        const summary = { failed: 0, updated: 0, inserted: 0, total: users.length };
        const seen = new Set<string>();
        const inserted: typeof users = [];
        for (const user of users) {
            const known = model.find(user.email);
            if (seen.has(user.email) || (known !== undefined && !upsert)) summary.failed += 1;
            else if (known === undefined) {
                summary.inserted += 1;
                inserted.push(user);
            } else {
                summary.updated += 1;
                known.user.metadata = user.metadata ?? known.user.metadata;
            }
            seen.add(user.email);
        }
        const records = users.map((user) => ({ email: user.email, user_metadata: user.metadata }));
        const job = await importUsers(tenant, ID, records, { upsert });
        assert.deepEqual('summary' in job ? job.summary : undefined, summary);
        for (const { email, metadata } of inserted) {
            const [found] = await tenant.management.users.listUsersByEmail({ email });
            model.add(email, found?.user_id ?? '', undefined, metadata);
        }
    }

    async function compare(model: UserModel): Promise<void> {
        const { data } = await tenant.management.users.list({ q: 'identities.connection:"users"', sort: 'user_id:1' });
        const shown = data.map((user) => ({
            email: user.email,
            userIds: user.identities?.map(({ user_id: id }) => `auth0|${id ?? ''}`),
            metadata: user.user_metadata,
            logins: user.logins_count ?? 0,
        }));
        const expected = model.users().map(({ identities, metadata, logins }) => ({
            email: identities[0]?.email,
            userIds: identities.map(({ userId }) => userId),
            metadata,
            logins,
        }));
        const order = (one: { userIds?: string[] | undefined }) => one.userIds?.[0] ?? '';
        expected.sort((one, two) => (order(one) < order(two) ? -1 : 1));
        assert.deepEqual(shown, expected);
    }
});
