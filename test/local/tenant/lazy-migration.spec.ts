import assert from 'node:assert/strict';
import { emptyLegacyOptions, type LegacyUser, legacyOptions } from './legacy-scripts.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_0000000000000001';
const ANN: LegacyUser = { user_id: 'old-1', email: 'ann@example.com', password: 'Legacy-pass-1' };
const NEW_PASSWORD = 'Correct-horse-1';

describe('custom databases', function () {
    this.timeout(300_000);
    let tenant: OpenTenant;
    const open = async (options: Record<string, unknown>, more: { runsDeleteScriptInImportMode?: boolean } = {}) => {
        tenant = await openTenant({
            control: true,
            seed: [{ connection: { id: ID, name: 'legacy', options } }],
            ...more,
        });
    };
    afterEach(() => tenant.close());
    const setOptions = async (options: Record<string, unknown>) =>
        tenant.call('PATCH', `/api/v2/connections/${ID}`, { options });
    const identities = async () => {
        const response = await tenant.fetch(`https://${tenant.domain}/_local/connections/${ID}/identities`);
        return ((await response.json()) as { identities: { email: string; password?: string }[] }).identities;
    };
    const signUp = async (email: string) => {
        const response = await tenant.fetch(`https://${tenant.domain}/dbconnections/signup`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ client_id: tenant.clientId, connection: 'legacy', email, password: NEW_PASSWORD }),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    describe('with import mode', () => {
        it('takes a user over at the first login, with a bcrypt hash, and never asks the script again', async () => {
            await open(legacyOptions([ANN], true));
            assert.equal((await tenant.logIn('legacy', ANN.email, 'wrong')).status, 403);
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
            assert.deepEqual(
                (await identities()).map(({ email, password }) => [email, password]),
                [[ANN.email, 'bcrypt']],
            );
            const user = await tenant.management.users.get('auth0|old-1');
            assert.equal(user.logins_count, 1);
            await setOptions(emptyLegacyOptions());
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
            assert.equal((await tenant.logIn('legacy', ANN.email, 'wrong')).status, 403);
        });

        it('takes over one user when two logins of the same person come at the same moment', async () => {
            await open(legacyOptions([ANN], true));
            const logins = await Promise.all([1, 2, 3].map(() => tenant.logIn('legacy', ANN.email, ANN.password)));
            assert.deepEqual(
                logins.map(({ status }) => status),
                [200, 200, 200],
            );
            assert.equal((await identities()).length, 1);
            const { data } = await tenant.management.users.list({ q: 'identities.connection:"legacy"' });
            assert.deepEqual(
                data.map((user) => [user.user_id, user.logins_count]),
                [['auth0|old-1', 3]],
            );
        });

        it('logs who was let in, whom a script refused, and what became of passwords', async () => {
            const options = legacyOptions([ANN], true);
            await open(options);
            await tenant.logIn('legacy', ANN.email, ANN.password);
            await signUp('bob@example.com');
            await signUp('bob@example.com');
            for (const email of [ANN.email, 'nobody@example.com'])
                await tenant.fetch(`https://${tenant.domain}/dbconnections/change_password`, {
                    method: 'POST',
                    body: new URLSearchParams({ email, connection: 'legacy' }),
                });
            const outbox = await tenant.fetch(`https://${tenant.domain}/_local/outbox`);
            const { messages } = (await outbox.json()) as { messages: { link: string }[] };
            for (const password of ['weak', NEW_PASSWORD])
                await tenant.fetch(messages[0]?.link ?? '', {
                    method: 'POST',
                    body: new URLSearchParams({ password }),
                });
            (options['customScripts'] as Record<string, string>)['login'] =
                'function login(email, password, callback) { callback(new Error("no database")); }';
            await setOptions(options);
            await tenant.logIn('legacy', 'carl@example.com', ANN.password);
            const { data } = await tenant.management.logs.list({
                search: 'type:(s OR f OR ss OR fs OR scpr OR fcpr OR scp OR fcp)',
            });
            assert.deepEqual(data.map(({ type, user_name: name }) => `${String(type)} ${name ?? ''}`).reverse(), [
                ...['s ann@example.com', 'ss bob@example.com', 'fs bob@example.com', 'scpr ann@example.com'],
                ...['fcpr nobody@example.com', 'fcp ann@example.com', 'scp ann@example.com', 'f carl@example.com'],
            ]);
            assert.equal(data[0]?.description, 'no database');
        });

        it('loses every login when import mode is turned off over scripts that know no one', async () => {
            await open(legacyOptions([ANN], true));
            await tenant.logIn('legacy', ANN.email, ANN.password);
            await setOptions(emptyLegacyOptions(false));
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 403);
        });

        it('signs up whom Get User does not know, and no one else', async () => {
            await open(legacyOptions([ANN], true));
            const bob = await signUp('bob@example.com');
            assert.equal(bob.status, 200);
            assert.match(String(bob.body['_id']), /^[0-9a-f]{24}$/);
            assert.deepEqual([bob.body['email'], bob.body['email_verified']], ['bob@example.com', false]);
            assert.equal((await tenant.logIn('legacy', 'bob@example.com', NEW_PASSWORD)).status, 200);
            assert.deepEqual((await signUp(ANN.email)).body, {
                name: 'BadRequestError',
                code: 'invalid_signup',
                description: 'Invalid sign up',
                statusCode: 400,
            });
        });

        it('resets a password by the link that Auth0 would have sent, once', async () => {
            await open(legacyOptions([ANN], true));
            await tenant.logIn('legacy', ANN.email, ANN.password);
            for (const email of [ANN.email, 'nobody@example.com']) {
                const response = await tenant.fetch(`https://${tenant.domain}/dbconnections/change_password`, {
                    method: 'POST',
                    body: new URLSearchParams({ email, connection: 'legacy' }),
                });
                assert.equal(response.status, 200);
            }
            const outbox = await tenant.fetch(`https://${tenant.domain}/_local/outbox`);
            const { messages } = (await outbox.json()) as { messages: { to: string; link: string }[] };
            assert.deepEqual(
                messages.map(({ to }) => to),
                [ANN.email],
            );
            const link = messages[0]?.link ?? '';
            assert.match(await (await tenant.fetch(link)).text(), /<form method="post">/);
            const post = async (password: string) =>
                (await tenant.fetch(link, { method: 'POST', body: new URLSearchParams({ password }) })).status;
            assert.equal(await post('weak'), 400);
            assert.equal(await post(NEW_PASSWORD), 200);
            assert.equal(await post(NEW_PASSWORD), 400);
            assert.equal((await tenant.logIn('legacy', ANN.email, NEW_PASSWORD)).status, 200);
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 403);
        });

        it('runs the Delete script only if the tenant was started so', async () => {
            const options = legacyOptions([ANN], true);
            (options['customScripts'] as Record<string, string>)['delete'] =
                'function remove(id, callback) { callback(new Error("not today")); }';
            await open(options);
            await tenant.logIn('legacy', ANN.email, ANN.password);
            assert.equal((await tenant.call('DELETE', '/api/v2/users/auth0%7Cold-1')).status, 204);
            await tenant.close();
            await open(options, { runsDeleteScriptInImportMode: true });
            await tenant.logIn('legacy', ANN.email, ANN.password);
            assert.equal((await tenant.call('DELETE', '/api/v2/users/auth0%7Cold-1')).status, 400);
            assert.equal((await tenant.call('GET', '/api/v2/users/auth0%7Cold-1')).status, 200);
        });
    });

    describe('without import mode', () => {
        it('lets the script decide each time and stores no password', async () => {
            await open(legacyOptions([ANN], false));
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
            assert.deepEqual(
                (await identities()).map(({ email, password }) => [email, password]),
                [[ANN.email, undefined]],
            );
            await setOptions(legacyOptions([{ ...ANN, password: 'Other-pass-1' }], false));
            assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 403);
            assert.equal((await tenant.logIn('legacy', ANN.email, 'Other-pass-1')).status, 200);
            assert.equal((await tenant.management.users.get('auth0|old-1')).logins_count, 2);
        });

        it('gives a username or a phone number to the script that changes it there', async () => {
            const options: Record<string, unknown> = { ...legacyOptions([ANN], false), requires_username: true };
            await open(options);
            await tenant.logIn('legacy', ANN.email, ANN.password);
            const patch = async (body: object) => {
                const response = await tenant.call('PATCH', '/api/v2/users/auth0%7Cold-1', body);
                return [response.status, ((await response.json()) as { message?: string }).message];
            };
            assert.equal((await patch({ username: 'annie' }))[0], 400, 'there is no script');
            Object.assign(options['customScripts'] as object, {
                change_username:
                    'function (name, newName, callback) { callback(newName === "annie" ? null : new Error(name + " stays")); }',
                change_phone_number:
                    'function (number, newNumber, verified, callback) { callback(verified ? null : new Error("not verified")); }',
            });
            await setOptions(options);
            assert.equal((await patch({ username: 'annie' }))[0], 200);
            assert.deepEqual(await patch({ username: 'other' }), [400, 'annie stays']);
            assert.deepEqual(await patch({ phone_number: '+15005550006' }), [400, 'not verified']);
            assert.equal((await patch({ phone_number: '+15005550006', phone_verified: true }))[0], 200);
            const { username, phone_number: phone } = await tenant.management.users.get('auth0|old-1');
            assert.deepEqual([username, phone], ['annie', '+15005550006']);
        });

        it('changes what has a script in the legacy database, metadata and blocks here, and nothing else', async () => {
            await open(legacyOptions([ANN], false));
            await tenant.logIn('legacy', ANN.email, ANN.password);
            const patch = async (body: object) =>
                (await tenant.call('PATCH', '/api/v2/users/auth0%7Cold-1', body)).status;
            assert.equal(await patch({ user_metadata: { a: 1 } }), 200);
            assert.equal(await patch({ name: 'Ann' }), 400);
            assert.equal(await patch({ password: NEW_PASSWORD }), 200);
            assert.equal(await patch({ email: 'ann.b@example.com' }), 200);
            await setOptions({ ...legacyOptions([ANN], false), customScripts: {} });
            assert.equal(await patch({ email: 'ann.c@example.com' }), 400);
            const response = await tenant.call('DELETE', '/api/v2/users/auth0%7Cold-1');
            assert.equal(response.status, 400);
            assert.match(await response.text(), /Sandbox Error: Please implement the Delete script/);
            await setOptions(legacyOptions([ANN], false));
            assert.equal((await tenant.call('DELETE', '/api/v2/users/auth0%7Cold-1')).status, 204);
        });
    });

    it('keep their kind once there are users', async () => {
        await open(emptyLegacyOptions());
        assert.equal((await signUp('bob@example.com')).status, 200);
        const response = await setOptions({ enabledDatabaseCustomization: false });
        assert.equal(response.status, 400);
        assert.equal(
            ((await response.json()) as { message: string }).message,
            'This database contains users. You cannot change "options.enabledDatabaseCustomization" setting.',
        );
    });
});
