import assert from 'node:assert/strict';
import { FINISHED_SCRIPTS } from '../../../migrator/scripts/finished-scripts.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { trust } from '../running/trust.ts';
import { freePort } from './sources/database-process.ts';
import { ANN, BO, type ScriptChoices, type ScriptSource } from './sources/script-source.ts';

const ID = 'con_0000000000000001';
const NEW_PASSWORD = 'Correct-horse-1';
const NOBODY = 'nobody@example.com';

/** Plays every flow of a custom database with import mode over generated scripts, and looks for ghosts after each. */
export function describeFlows(name: string, open: () => Promise<ScriptSource | undefined>): void {
    describe(`generated scripts, with users from ${name}`, function () {
        this.timeout(120_000);
        let source: ScriptSource;
        let tenant: OpenTenant;

        before(async function () {
            const opened = await open();
            if (opened !== undefined) {
                source = opened;
                return;
            }
            if (process.env['CI'] !== undefined) throw new Error(`No server for ${name} is installed.`);
            console.log(`SKIPPED: no server for ${name} is installed (postgresql, mariadb-server-core).`);
            this.skip();
        });
        after(async () => {
            // Nothing was opened where the server is not installed.
            if ((source as ScriptSource | undefined) !== undefined) await source.close();
        });
        beforeEach(async () => {
            const port = await freePort();
            tenant = await openTenant({
                control: true,
                port,
                // Their own tenant too, for what they look for there.
                scriptHosts: [...source.hosts, `localhost:${port}`],
                seed: [{ connection: { id: ID, name: 'customers', options: optionsFor(source.scripts()) } }],
            });
        });
        afterEach(async () => {
            source.mend();
            await tenant.close();
        });

        const optionsFor = (customScripts: object, more: object = {}) => ({
            ...{ enabledDatabaseCustomization: true, import_mode: true, requires_username: true, customScripts },
            configuration: { ...source.configuration, ...more },
        });
        const setScripts = async (scripts: object, more?: object) => {
            const options = optionsFor(scripts, more);
            assert.equal((await tenant.call('PATCH', `/api/v2/connections/${ID}`, { options })).status, 200);
        };
        const choose = (choices: ScriptChoices) => setScripts(source.scripts(choices));
        const logIn = (identifier: string, password: string) => tenant.logIn('customers', identifier, password);
        const post = (path: string, body: object) =>
            tenant.fetch(`https://${tenant.domain}${path}`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ client_id: tenant.clientId, connection: 'customers', ...body }),
            });
        const signUp = async (email: string, username: string) =>
            (await post('/dbconnections/signup', { email, username, password: NEW_PASSWORD })).status;
        const askForReset = async (email: string) => (await post('/dbconnections/change_password', { email })).status;
        const links = async () => {
            const outbox = await tenant.fetch(`https://${tenant.domain}/_local/outbox`);
            return ((await outbox.json()) as { messages: { link: string }[] }).messages.map(({ link }) => link);
        };
        const byEmail = (email: string) => tenant.management.users.listUsersByEmail({ email });
        const create = async (email: string) =>
            tenant.call('POST', '/api/v2/users', { connection: 'customers', email, password: NEW_PASSWORD });
        const ann = async () => {
            const [user, ...others] = await byEmail(ANN.email);
            assert.deepEqual(others, []);
            return user;
        };

        /** A search, a look-up and a create; the source is taken out of the way first, for it answers to a create. */
        const assertNoGhost = async (...emails: string[]) => {
            await setScripts(FINISHED_SCRIPTS);
            for (const email of emails) {
                const { data } = await tenant.management.users.list({ q: `email:"${email}"` });
                const known = await byEmail(email);
                assert.equal(data.length, known.length, email);
                assert.equal((await create(email)).status, known.length === 0 ? 201 : 409, email);
            }
            const ghosts = await tenant.fetch(
                `https://${tenant.domain}/_local/connections/${ID}/identities?ghosts=true`,
            );
            assert.deepEqual(((await ghosts.json()) as { identities: unknown[] }).identities, []);
        };

        it('move whoever logs in, with everything that they carry, and ask no more', async () => {
            assert.equal((await logIn(ANN.email.toUpperCase(), ANN.password)).status, 200);
            const user = await ann();
            assert.equal(user?.user_id, `auth0|${ANN.id}`);
            assert.deepEqual(
                [user.email_verified, user.name, user.username, user.user_metadata],
                [true, ANN.name, ANN.username, { plan: 'gold' }],
            );
            assert.equal((user.app_metadata as Record<string, unknown>)['level'], 3);
            source.breakDown('away');
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            assert.equal((await logIn(ANN.email, 'wrong')).status, 403);
            await assertNoGhost(ANN.email);
        });

        it('let nobody in with a wrong password, or whom the source does not know', async () => {
            for (const [email, password] of [
                [ANN.email, 'wrong'],
                [NOBODY, ANN.password],
                [`${ANN.email}' OR 1=1 --`, ANN.password],
                ['ännn@example.com', ANN.password],
            ] as const) {
                const { status, body } = await logIn(email, password);
                assert.deepEqual([status, body['error']], [403, 'invalid_grant'], email);
            }
            await assertNoGhost(ANN.email, NOBODY);
        });

        it('let nobody in who is blocked', async () => {
            const { status, body } = await logIn(BO.email, BO.password);
            assert.deepEqual([status, body['error_description']], [403, 'user is blocked']);
            assert.deepEqual((await logIn(BO.email, 'wrong')).body['error'], 'invalid_grant');
            await assertNoGhost(BO.email);
        });

        it('let newcomers sign up', async () => {
            assert.equal(await signUp(NOBODY, 'nobody'), 200);
            assert.equal((await logIn(NOBODY, NEW_PASSWORD)).status, 200);
            await assertNoGhost(NOBODY);
        });

        it('let nobody sign up with the address of somebody who has yet to move', async () => {
            assert.equal(await signUp(ANN.email, 'other'), 400);
            assert.equal((await create(ANN.email)).status, 400);
            assert.equal((await logIn(ANN.email, NEW_PASSWORD)).status, 403);
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            assert.equal(await signUp(ANN.email, 'other'), 400);
            await assertNoGhost(ANN.email);
        });

        it('leave no ghost of a forgotten password, be it asked for before the first login', async () => {
            await askForReset(ANN.email);
            await askForReset(NOBODY);
            const ticket = { connection_id: ID, email: ANN.email };
            assert.equal((await tenant.call('POST', '/api/v2/tickets/password-change', ticket)).status, 400);
            assert.deepEqual(await links(), []);
            await assertNoGhost(ANN.email, NOBODY);
        });

        it('let whoever has forgotten a password choose another once they have moved', async () => {
            await askForReset(ANN.email);
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            assert.equal(await askForReset(ANN.email), 200);
            const [link = ''] = await links();
            const body = new URLSearchParams({ password: NEW_PASSWORD });
            assert.equal((await tenant.fetch(link, { method: 'POST', body })).status, 200);
            assert.equal((await logIn(ANN.email, ANN.password)).status, 403);
            assert.equal((await logIn(ANN.email, NEW_PASSWORD)).status, 200);
            await assertNoGhost(ANN.email);
        });

        it('answer a forgotten password where they are told to, at the price of a ghost until the login', async () => {
            await choose({ beforeFirstLogin: 'answer' });
            assert.equal(await askForReset(ANN.email), 200);
            const [link = ''] = await links();
            const body = new URLSearchParams({ password: NEW_PASSWORD });
            assert.equal((await tenant.fetch(link, { method: 'POST', body })).status, 200);
            await assert.rejects(assertNoGhost(ANN.email));
            await choose({ beforeFirstLogin: 'answer' });
            assert.equal((await logIn(ANN.email, NEW_PASSWORD)).status, 200);
            assert.equal((await ann())?.user_id, `auth0|${ANN.id}`);
            await assertNoGhost(ANN.email);
        });

        it('keep the address of somebody who has yet to move from being given to others', async () => {
            assert.equal((await create(NOBODY)).status, 201);
            const [nobody] = await byEmail(NOBODY);
            const change = (email: string) =>
                tenant.call('PATCH', `/api/v2/users/${encodeURIComponent(nobody?.user_id ?? '')}`, { email });
            assert.equal((await change(BO.email)).status, 400);
            assert.equal((await change('new@example.com')).status, 200);
            assert.equal((await logIn('new@example.com', NEW_PASSWORD)).status, 200);
            await assertNoGhost('new@example.com', BO.email, NOBODY);
        });

        it('move whoever logs in with a username', async () => {
            assert.equal((await logIn(ANN.username, 'wrong')).status, 403);
            assert.equal((await logIn('nobody', ANN.password)).status, 403);
            assert.equal((await logIn(ANN.username, ANN.password)).status, 200);
            assert.equal((await ann())?.username, ANN.username);
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            await assertNoGhost(ANN.email);
        });

        it('give a user the same ID at every call, also after a delete', async () => {
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            await tenant.management.users.delete(`auth0|${ANN.id}`);
            assert.equal((await create(ANN.email)).status, 400, 'the source still has them');
            assert.equal((await logIn(ANN.username, ANN.password)).status, 200);
            assert.equal((await ann())?.user_id, `auth0|${ANN.id}`);
            await assertNoGhost(ANN.email);
        });

        it('leave no ghost of somebody whose username another user has, where they are told to look', async () => {
            trust(tenant.caFile);
            const target = { domain: tenant.domain, connection: 'customers' };
            const client = { TARGET_CLIENT_ID: tenant.clientId, TARGET_CLIENT_SECRET: tenant.clientSecret };
            await setScripts(source.scripts({ target }), client);
            assert.equal(await signUp(NOBODY, ANN.username), 200);
            const { status, body } = await logIn(ANN.email, ANN.password);
            assert.deepEqual([status, body['error']], [403, 'access_denied']);
            assert.match(String(body['error_description']), /another one has its username/);
            const [nobody] = await byEmail(NOBODY);
            const path = `/api/v2/users/${encodeURIComponent(nobody?.user_id ?? '')}`;
            assert.equal((await tenant.call('PATCH', path, { username: 'nobody' })).status, 200);
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            assert.equal((await ann())?.username, ANN.username);
            await assertNoGhost(ANN.email, NOBODY);
        });

        for (const how of ['away', 'nonsense', 'slow'] as const) {
            it(`fail before the sandbox's time limit, and change nothing, while the source is ${how}`, async () => {
                if (how === 'slow') await choose({ timeLimitMs: 500 });
                source.breakDown(how);
                const before = source.contacts();
                const { status, body } = await logIn(ANN.email, ANN.password);
                assert.deepEqual([status, body['error']], [403, 'access_denied']);
                const description = String(body['error_description']);
                assert.match(description, /^The source of the users /);
                if (how === 'slow') assert.match(description, /did not answer in time/);
                assert.equal(description.includes(ANN.password), false);
                assert.equal(await signUp(NOBODY, 'nobody'), 400);
                await askForReset(ANN.email);
                // A script whose time is short may give up before its driver has come so far.
                if (how !== 'slow') assert.ok(source.contacts() >= before + 3);
                assert.deepEqual(await links(), []);
                source.mend();
                await choose({});
                assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
                await assertNoGhost(ANN.email, NOBODY);
            });
        }

        it("fail before the sandbox's time limit, and change nothing, while the table is locked", async function () {
            if (source.lock === undefined) this.skip();
            await choose({ timeLimitMs: 1_000 });
            const unlock = await source.lock();
            try {
                const { status, body } = await logIn(ANN.email, ANN.password);
                assert.deepEqual([status, body['error']], [403, 'access_denied']);
                assert.match(String(body['error_description']), /^The source of the users /);
                assert.equal(await signUp(NOBODY, 'nobody'), 400);
                await askForReset(ANN.email);
                assert.deepEqual(await links(), []);
            } finally {
                await unlock();
            }
            await choose({});
            assert.equal((await logIn(ANN.email, ANN.password)).status, 200);
            await assertNoGhost(ANN.email, NOBODY);
        });
    });
}
