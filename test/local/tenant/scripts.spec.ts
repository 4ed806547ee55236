import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runScript } from '../../../local/tenant/scripts/run-script.ts';

const ARGS = ['ann@example.com', 'secret'];
// The way out of a vm context that everybody finds first: a function of the outer realm.
const OUTSIDE = (code: string) => `setTimeout.constructor(${JSON.stringify(code)})()`;

describe('custom database scripts', function () {
    this.timeout(60_000);
    let legacyApi: Server;
    let host: string;
    let requests: string[];

    const run = (
        source: string,
        { timeLimitMs = 20_000, args = ARGS }: { timeLimitMs?: number; args?: unknown[] } = {},
    ) => runScript({ source, args, configuration: { KEY: 'value' } }, { timeLimitMs, allowedHosts: [host] });
    const login = (body: string) => run(`function login(email, password, callback) { ${body} }`);

    before(async () => {
        requests = [];
        legacyApi = createServer((request, response) => {
            requests.push(String(request.url));
            if (request.url === '/elsewhere') response.writeHead(302, { location: 'https://example.com/' }).end();
            else if (request.url === '/large') response.end('x'.repeat(2 * 1024 * 1024));
            else response.end(JSON.stringify({ path: request.url }));
        }).listen(0, '127.0.0.1');
        await once(legacyApi, 'listening');
        host = `127.0.0.1:${(legacyApi.address() as AddressInfo).port}`;
    });
    after(() => {
        legacyApi.close();
    });

    it('get their arguments and the configuration, and call back with a value', async () => {
        assert.deepEqual(await login('callback(null, { email, password, key: configuration.KEY });'), {
            email: 'ann@example.com',
            password: 'secret',
            key: 'value',
        });
        assert.equal(await login('callback(null);'), null);
        assert.equal(await run('async function login(email, password, callback) { callback(null, 1); };'), 1);
        assert.equal(await run('(email, password, callback) => setTimeout(() => callback(null, 2), 1)'), 2);
        assert.equal(
            await run('function two() { return 2; }\nfunction login(a, b, callback) { callback(null, two()); }'),
            2,
        );
    });

    it('have the modules and the errors that Auth0’s templates use', async () => {
        const digest = await login(
            'callback(null, require("crypto").createHash("md5").update("salt" + "password").digest("hex"));',
        );
        assert.equal(digest, '67a1e09bb1f83f5007dc119c14d663aa');
        await assert.rejects(login('callback(new WrongUsernameOrPasswordError(email));'), {
            name: 'WrongUsernameOrPasswordError',
        });
        await assert.rejects(login('require("fs");'), /Cannot find module 'fs'/);
    });

    it('fail by what they throw, now or later, and when they are no script at all', async () => {
        await assert.rejects(login('throw new Error("broken");'), { name: 'Error', message: 'broken' });
        await assert.rejects(login('setTimeout(() => { throw new Error("late"); }, 1);'), { message: 'late' });
        await assert.rejects(run('async function login() { throw new Error("rejected"); }'), { message: 'rejected' });
        await assert.rejects(run('what is this'), { name: 'SyntaxError' });
        await assert.rejects(run('42'), { name: 'TypeError' });
    });

    it('are stopped at the time limit, also in an endless loop', async () => {
        for (const body of ['while (true);', 'setInterval.toString();', ''])
            await assert.rejects(
                run(`function login(a, b, callback) { ${body} setTimeout(() => {}, 60000); }`, { timeLimitMs: 1500 }),
            );
    });

    it('can’t take all memory', async () => {
        await assert.rejects(login('const all = []; for (;;) all.push(new Array(1e6).fill(email));'), {
            message: 'The script ended without calling back.',
        });
    });

    it('reach no file, process, environment or module, inside of their context or outside', async () => {
        for (const name of ['process', 'global', 'Worker', 'XMLHttpRequest'])
            assert.equal(await login(`callback(null, typeof ${name});`), 'undefined', name);
        assert.deepEqual(await login(`callback(null, ${OUTSIDE('return process.env')});`), {});
        for (const code of [
            'return process.getBuiltinModule("fs").readFileSync("/etc/hostname", "utf8")',
            'return process.binding("fs")',
            'return process.mainModule.require("fs")',
            'return require("fs")',
            'return process.kill(process.ppid, 0)',
            'return process._debugProcess(process.ppid)',
            'return process.dlopen({}, "/lib/libc.so.6")',
        ])
            await assert.rejects(login(`callback(null, String(${OUTSIDE(code)}));`), code);
        await assert.rejects(login(`${OUTSIDE('return import("node:fs")')}.then(() => callback(null, 1), callback);`));
    });

    it('call the allowed hosts, through the tenant, and no other', async () => {
        const get = (address: string) =>
            login(
                `fetch(${JSON.stringify(address)}).then(async (r) => callback(null, [r.status, await r.text()]), callback);`,
            );
        assert.deepEqual(await get(`http://${host}/users`), [200, '{"path":"/users"}']);
        assert.deepEqual(await get(`http://${host}/elsewhere`), [302, '']);
        await assert.rejects(get(`http://${host}/large`), /more than 1048576 bytes/);
        await assert.rejects(get('https://example.com/'), /Not allowed to call example\.com/);
        await assert.rejects(get('file:///etc/hostname'), /Not allowed/);
        const before = requests.length;
        await assert.rejects(
            login(`${OUTSIDE(`return fetch("http://${host}/direct")`)}.then(() => callback(null, 1), callback);`),
        );
        assert.equal(requests.length, before);
    });

    it('can’t harm the tenant by what they send', async () => {
        assert.equal(
            await login('callback(null, JSON.parse(\'{"__proto__": {"polluted": 1}}\'));').then(() => 'polluted' in {}),
            false,
        );
        await assert.rejects(login('const loop = {}; loop.loop = loop; callback(null, loop);'));
        await assert.rejects(login('callback(null, 10n);'));
    });
});
