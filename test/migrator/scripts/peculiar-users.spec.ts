import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSourceScripts } from '../../../migrator/scripts/http-scripts.ts';
import { type OpenTarget, openTarget } from './sources/open-target.ts';

const FIELDS = { user_id: 'id', email: 'email', username: 'username' };

/** A web service says of a user what a careless one may say: nobody may become somebody else by it. */
describe('generated scripts, with a source that gives peculiar users', function () {
    this.timeout(120_000);
    let server: Server;
    let target: OpenTarget;
    let answer: { status: number; body: string; headers?: Record<string, string> };

    before(async () => {
        server = createServer((request, response) => {
            request.resume().on('end', () => response.writeHead(answer.status, answer.headers).end(answer.body));
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
    });
    beforeEach(async () => {
        const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
        const urls = { loginUrl: `http://${host}/sessions`, getUserUrl: `http://${host}/people` };
        target = await openTarget(httpSourceScripts({ ...urls, fields: FIELDS }), { configuration: {}, hosts: [host] });
    });
    afterEach(() => target.close());
    after(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
    });

    const give = (user: string) => {
        answer = { status: 200, body: user };
    };

    for (const id of ['9007199254740993', '1.5', '{}', '[]', '["a"]', 'true', '""', '"a b"', 'null']) {
        it(`take nobody over whose ID is ${id}`, async () => {
            give(`{"id": ${id}, "email": "ann@example.com"}`);
            const { status, error, description } = await target.logInto('ann@example.com', 'Legacy-pass-1');
            assert.deepEqual([status, error], [403, 'access_denied']);
            assert.match(description, /without an ID, or with one that Auth0 cannot keep/);
            assert.deepEqual(await target.userIds(), []);
        });
    }

    it('give a number and the same number as text one ID', async () => {
        give('{"id": 17, "email": "ann@example.com"}');
        assert.equal((await target.logInto('ann@example.com', 'Legacy-pass-1')).status, 200);
        await target.management.users.delete('auth0|17');
        give('{"id": "17", "email": "ann@example.com"}');
        assert.equal((await target.logInto('ann@example.com', 'Legacy-pass-1')).status, 200);
        assert.deepEqual(await target.userIds(), ['auth0|17']);
    });

    it("let nobody take the logins of somebody else by having that person's address as username", async () => {
        give('{"id": 1, "email": "eve@example.com", "username": "ann@example.com"}');
        assert.equal((await target.logInto('eve@example.com', 'Of-eve-1')).status, 200);
        give('{"id": 2, "email": "ann@example.com", "username": "ann"}');
        assert.equal((await target.logInto('ann@example.com', 'Legacy-pass-1')).status, 200);
        assert.equal((await target.logInto('ann', 'Legacy-pass-1')).status, 200);
        assert.deepEqual((await target.userIds()).sort(), ['auth0|1', 'auth0|2']);
    });

    for (const [name, given] of Object.entries({
        'an empty body': { status: 200, body: '' },
        'another page': { status: 302, body: '', headers: { location: 'https://elsewhere.example.com/' } },
        'no content': { status: 204, body: '' },
        null: { status: 200, body: 'null' },
        text: { status: 200, body: '"ann"' },
        'too many requests': { status: 429, body: '{"id": 1, "email": "ann@example.com"}' },
    })) {
        it(`take ${name} for a failure, at a login as at a sign-up`, async () => {
            answer = given;
            const { status, error } = await target.logInto('ann@example.com', 'Legacy-pass-1');
            assert.deepEqual([status, error], [403, 'access_denied']);
            const user = { connection: 'customers', email: 'ann@example.com', password: 'Correct-horse-1' };
            assert.equal((await target.call('POST', '/api/v2/users', user)).status, 400);
            assert.deepEqual(await target.userIds(), []);
        });
    }
});
