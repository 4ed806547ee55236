import assert from 'node:assert/strict';
import { importUsers, jobErrors } from './finished-job.ts';
import { emptyLegacyOptions, type LegacyUser, legacyOptions } from './legacy-scripts.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_0000000000000001';
const ANN: LegacyUser = { user_id: 'old-1', email: 'ann@example.com', password: 'Legacy-pass-1' };
const NEW_PASSWORD = 'Correct-horse-1';

/** The six causes of users that Auth0 knows and no search finds. */
describe('ghosts, made through the public API alone', function () {
    this.timeout(300_000);
    let tenant: OpenTenant;

    const open = async (users: readonly LegacyUser[], importMode: boolean) => {
        tenant = await openTenant({
            control: true,
            seed: [{ connection: { id: ID, name: 'legacy', options: legacyOptions(users, importMode) } }],
        });
    };
    afterEach(() => tenant.close());

    const setOptions = async (options: Record<string, unknown>) => {
        const response = await tenant.call('PATCH', `/api/v2/connections/${ID}`, { options });
        assert.equal(response.status, 200, await response.text());
    };
    const create = (email = ANN.email) =>
        tenant.call('POST', '/api/v2/users', { connection: 'legacy', email, password: NEW_PASSWORD });
    const ticketFor = async (email: string) => {
        const response = await tenant.call('POST', '/api/v2/tickets/password-change', { connection_id: ID, email });
        assert.equal(response.status, 201);
        return ((await response.json()) as { ticket: string }).ticket;
    };
    const complete = async (ticket: string) => {
        const response = await tenant.fetch(ticket, {
            method: 'POST',
            body: new URLSearchParams({ password: NEW_PASSWORD }),
        });
        assert.equal(response.status, 200, await response.text());
    };

    /** The legacy database is taken out of the way first: what is left is Auth0's own. */
    const assertGhostAndRepair = async (userId = `auth0|${ANN.user_id}`) => {
        await setOptions(emptyLegacyOptions());
        const response = await create();
        assert.equal(response.status, 409);
        assert.equal(((await response.json()) as { errorCode: string }).errorCode, 'auth0_idp_error');
        for (const upsert of [false, true]) {
            const job = await importUsers(tenant, ID, [{ email: ANN.email }], { upsert });
            const [failure] = await jobErrors(tenant, job.id);
            assert.equal(failure?.errors[0]?.code, 'DUPLICATED_USER');
        }
        await assertNotFound(userId);

        assert.equal((await tenant.call('DELETE', `/api/v2/users/${encodeURIComponent(userId)}`)).status, 204);
        assert.equal((await create()).status, 409, 'deleting by ID is not enough');
        const path = `/api/v2/connections/${ID}/users?email=${encodeURIComponent(ANN.email)}`;
        assert.equal((await tenant.call('DELETE', path)).status, 204);
        assert.equal((await create()).status, 201);
    };
    const assertNotFound = async (userId: string) => {
        assert.equal((await tenant.call('GET', `/api/v2/users/${encodeURIComponent(userId)}`)).status, 404);
        assert.deepEqual(await tenant.management.users.listUsersByEmail({ email: ANN.email }), []);
        const found = await tenant.management.users.list({ q: `email:"${ANN.email}"` });
        assert.deepEqual(found.data, []);
    };

    it('1: a reset that was completed and not followed by a login', async () => {
        await open([ANN], true);
        await complete(await ticketFor(ANN.email));
        await assertGhostAndRepair();
    });

    it('1, healed: the login that follows the reset makes the user whole', async () => {
        await open([ANN], true);
        await complete(await ticketFor(ANN.email));
        assert.equal((await tenant.logIn('legacy', ANN.email, NEW_PASSWORD)).status, 200);
        const [user] = await tenant.management.users.listUsersByEmail({ email: ANN.email });
        assert.equal(user?.user_id, 'auth0|old-1');
    });

    it('2: a reset that was begun and not completed', async () => {
        await open([ANN], true);
        const response = await tenant.fetch(`https://${tenant.domain}/dbconnections/change_password`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ email: ANN.email, connection: 'legacy' }),
        });
        assert.equal(response.status, 200);
        assert.equal(await response.text(), "We've just sent you an email to reset your password.");
        await assertGhostAndRepair();
    });

    it('3: a login without import mode, which is turned on for a bulk import afterwards', async () => {
        await open([ANN], false);
        assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
        assert.equal((await tenant.management.users.listUsersByEmail({ email: ANN.email })).length, 1);
        await setOptions(legacyOptions([ANN], true));
        await assertGhostAndRepair();
    });

    it('4: a user who was deleted from Auth0 and is still in the legacy database', async () => {
        await open([ANN], true);
        assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
        await tenant.management.users.delete('auth0|old-1');
        assert.equal((await create()).status, 409);
        await assertGhostAndRepair();
    });

    it('4, healed: the next login creates the user again', async () => {
        await open([ANN], true);
        await tenant.logIn('legacy', ANN.email, ANN.password);
        await tenant.management.users.delete('auth0|old-1');
        assert.equal((await tenant.logIn('legacy', ANN.email, ANN.password)).status, 200);
        assert.equal((await tenant.call('GET', '/api/v2/users/auth0%7Cold-1')).status, 200);
    });

    it('5: a create, or a sign-up, while Get User still knows the address', async () => {
        await open([ANN], true);
        assert.equal((await create()).status, 409);
        await assertGhostAndRepair();
    });

    it('5, changed: an address that Get User knows can’t be given to another user', async () => {
        await open([ANN], true);
        const bob = (await (await create('bob@example.com')).json()) as { user_id: string };
        const response = await tenant.call('PATCH', `/api/v2/users/${encodeURIComponent(bob.user_id)}`, {
            email: ANN.email,
        });
        assert.equal(response.status, 400);
        assert.equal(
            ((await response.json()) as { message: string }).message,
            'The specified new email already exists',
        );
        assert.equal((await create()).status, 409);
        await assertGhostAndRepair();
    });

    it('6: a legacy profile that collides with another user’s phone number', async () => {
        await open([{ ...ANN, phone_number: '+15550100' }], true);
        await importUsers(tenant, ID, [{ email: 'bob@example.com', phone_number: '+15550100' }]);
        const { status, body } = await tenant.logIn('legacy', ANN.email, ANN.password);
        assert.deepEqual([status, body['error']], [403, 'access_denied']);
        await assertGhostAndRepair();
    });
});
