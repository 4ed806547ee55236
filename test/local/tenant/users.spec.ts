import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const PASSWORD = 'Right horse 9';

describe('local tenant, users', () => {
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant({
            seed: [
                { connection: { name: 'customers', options: { requires_username: true } } },
                { connection: { name: 'others' } },
                { connection: { name: 'disabled', enabled_clients: [] } },
                { connection: { name: 'mail', strategy: 'email' } },
                { ghost: { connection: 'customers', email: 'ghost@example.com' } },
            ],
        });
    });

    after(() => tenant.close());

    it('creates a user who can log in, and reads the same back', async () => {
        const created = await tenant.management.users.create({
            connection: 'customers',
            email: 'Ann@Example.com',
            username: 'Ann',
            password: PASSWORD,
            user_metadata: { colour: 'blue' },
        });
        assert.match(String(created.user_id), /^auth0\|[0-9a-f]{24}$/);
        assert.equal(created.email, 'ann@example.com');
        assert.equal(created.email_verified, false);
        assert.equal(created.name, 'ann@example.com');
        assert.equal(created.nickname, 'ann');
        assert.equal('app_metadata' in created, false);
        assert.deepEqual(await tenant.management.users.get(String(created.user_id)), created);
        assert.equal((await tenant.logIn('customers', 'ann@example.com', PASSWORD)).status, 200);
    });

    it('puts the prefix before an ID that the caller chose, whatever it is', async () => {
        const { users } = tenant.management;
        const body = { connection: 'others', email: 'id@example.com', password: PASSWORD, user_id: 'auth0|x/y%' };
        const created = await users.create(body);
        assert.equal(created.user_id, 'auth0|auth0|x/y%');
        assert.equal(created.identities?.[0]?.user_id, 'auth0|x/y%');
        assert.equal((await users.get('auth0|auth0|x/y%')).email, 'id@example.com');
    });

    const conflict = {
        statusCode: 409,
        body: {
            statusCode: 409,
            error: 'Conflict',
            message: 'The user already exists.',
            errorCode: 'auth0_idp_error',
        },
    };

    it('refuses a user whose address is taken in the connection, also by a ghost that no one can find', async () => {
        const { users } = tenant.management;
        await users.create({ connection: 'customers', email: 'taken@example.com', password: PASSWORD });
        await assert.rejects(
            users.create({ connection: 'customers', email: 'TAKEN@example.com', password: PASSWORD }),
            conflict,
        );
        await users.create({ connection: 'others', email: 'taken@example.com', password: PASSWORD });
        assert.deepEqual(await users.listUsersByEmail({ email: 'ghost@example.com' }), []);
        assert.deepEqual((await users.list({ q: 'email:"ghost@example.com"' })).data, []);
        await assert.rejects(
            users.create({ connection: 'customers', email: 'ghost@example.com', password: PASSWORD }),
            conflict,
        );
    });

    const refusals: [name: string, body: object, message: RegExp][] = [
        ['an unknown connection', { connection: 'nowhere', email: 'a@example.com' }, /^Connection does not exist\.$/],
        ['a disabled connection', { connection: 'disabled', email: 'a@example.com' }, /^Connection is disabled\.$/],
        [
            'a connection without passwords',
            { connection: 'mail', email: 'a@example.com' },
            /^Connection does not support/,
        ],
        ['no connection', { email: 'a@example.com' }, /'Missing required property: connection'/],
        [
            'an unknown property',
            { connection: 'customers', email: 'a@example.com', password_hash: 'x' },
            /'Additional properties not allowed: password_hash'/,
        ],
        [
            'something that is not an e-mail address',
            { connection: 'customers', email: 'a@' },
            /'Object didn't pass validation for format email: a@' on property email$/,
        ],
        [
            'a username where there are none',
            { connection: 'others', email: 'a@example.com', username: 'a' },
            /^Cannot set username for connection without requires_username\.$/,
        ],
        [
            'a weak password',
            { connection: 'others', email: 'a@example.com', password: 'weak' },
            /^PasswordStrengthError: Password is too weak$/,
        ],
    ];
    for (const [name, body, message] of refusals)
        it(`refuses ${name}`, async () => {
            const response = await tenant.call('POST', '/api/v2/users', { password: PASSWORD, ...body });
            const answer = (await response.json()) as { statusCode: number; message: string };
            assert.equal(answer.statusCode, 400);
            assert.match(answer.message, message);
        });

    it('merges metadata at its first level, removes null, and clears with an empty object', async () => {
        const { users } = tenant.management;
        const created = await users.create({
            connection: 'customers',
            email: 'meta@example.com',
            password: PASSWORD,
            user_metadata: { keep: 1, drop: 2, deep: { a: 1, b: 2 } },
            app_metadata: { plan: 'gold' },
        });
        const id = String(created.user_id);
        const merged = await users.update(id, { user_metadata: { drop: null, deep: { a: 3 } } });
        assert.deepEqual(merged.user_metadata, { keep: 1, deep: { a: 3 } });
        assert.deepEqual(merged.app_metadata, { plan: 'gold' });
        const cleared = await users.update(id, { user_metadata: {}, app_metadata: {} });
        assert.deepEqual(cleared.user_metadata, {});
        assert.equal('app_metadata' in cleared, false);
    });

    it('keeps metadata with a hostile name as data', async () => {
        const body = '{"connection":"others","email":"proto@example.com","password":"Right horse 9"}';
        const created = await tenant.call('POST', '/api/v2/users', JSON.parse(body));
        const { user_id: id } = (await created.json()) as { user_id: string };
        const change = JSON.parse('{"user_metadata":{"__proto__":{"admin":true}}}') as object;
        const patched = await tenant.call('PATCH', `/api/v2/users/${encodeURIComponent(id)}`, change);
        assert.match(await patched.text(), /"user_metadata":\{"__proto__":\{"admin":true\}\}/);
        assert.equal(Reflect.get({}, 'admin'), undefined);
    });

    it('changes an address, which is then unverified and free for no one else', async () => {
        const { users } = tenant.management;
        const one = await users.create({
            connection: 'others',
            email: 'old@example.com',
            email_verified: true,
            password: PASSWORD,
        });
        const changed = await users.update(String(one.user_id), { email: 'new@example.com' });
        assert.equal(changed.email_verified, false);
        assert.deepEqual(await users.listUsersByEmail({ email: 'old@example.com' }), []);
        await users.create({ connection: 'others', email: 'old@example.com', password: PASSWORD });
        await assert.rejects(
            users.update(String(one.user_id), { email: 'old@example.com' }),
            /The specified new email already exists/,
        );
    });

    it('refuses changes that Auth0 takes one at a time only', async () => {
        const [user] = (await tenant.management.users.list()).data;
        await assert.rejects(
            tenant.management.users.update(String(user?.user_id), { email: 'z@example.com', password: PASSWORD }),
            /Cannot update password and email simultaneously/,
        );
    });

    it('deletes a user, and is content when there is none', async () => {
        const { users } = tenant.management;
        const created = await users.create({ connection: 'others', email: 'gone@example.com', password: PASSWORD });
        await users.delete(String(created.user_id));
        await users.delete(String(created.user_id));
        await assert.rejects(users.get(String(created.user_id)), {
            body: {
                statusCode: 404,
                error: 'Not Found',
                message: 'The user does not exist.',
                errorCode: 'inexistent_user',
            },
        });
    });

    it('acts on the older of two users with one ID, and finds both', async () => {
        const { users } = tenant.management;
        for (const connection of ['others', 'customers'])
            await users.create({ connection, user_id: 'twin', email: 'twin@example.com', password: PASSWORD });
        assert.equal((await users.listUsersByEmail({ email: 'twin@example.com' })).length, 2);
        assert.equal((await users.list({ q: 'user_id:"auth0|twin"' })).data.length, 2);
        assert.equal((await users.get('auth0|twin')).identities?.[0]?.connection, 'others');
        await users.delete('auth0|twin');
        assert.equal((await users.get('auth0|twin')).identities?.[0]?.connection, 'customers');
    });

    it('finds by e-mail address only what is stored in that very case', async () => {
        assert.deepEqual(await tenant.management.users.listUsersByEmail({ email: 'Taken@example.com' }), []);
    });

    it('says 501 for what it does not serve', async () => {
        for (const [method, path] of [
            ['GET', '/api/v2/users/auth0%7Cx/groups'],
            ['POST', '/dbconnections/nowhere'],
            ['PUT', '/nowhere'],
        ] as const) {
            const response = await tenant.call(method, path);
            assert.equal(response.status, 501);
            const body = (await response.json()) as { message: string };
            assert.equal(body.message, `The local tenant does not serve ${method} ${path}.`);
        }
    });
});
