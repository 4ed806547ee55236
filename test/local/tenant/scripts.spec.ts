import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { findConfinement } from '../../../local/tenant/scripts/confinement.ts';
import { runScript } from '../../../local/tenant/scripts/run-script.ts';

const ARGS = ['ann@example.com', 'secret'];
// The way out of a vm context that everybody finds first: a function of the outer realm.
const OUTSIDE = (code: string) => `setTimeout.constructor(${JSON.stringify(code)})()`;

describe('custom database scripts', function () {
    this.timeout(300_000);
    let legacyApi: Server;
    let host: string;
    let requests: string[];

    const run = (
        source: string,
        {
            timeLimitMs = 20_000,
            args = ARGS,
            allowedHosts = [host],
        }: { timeLimitMs?: number; args?: unknown[]; allowedHosts?: string[] } = {},
    ) => runScript({ source, args, configuration: { KEY: 'value' } }, { timeLimitMs, allowedHosts });
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
        for (const name of ['ValidationError', 'UnauthorizedError'])
            await assert.rejects(login(`callback(new ${name}("code", "words"));`), { name });
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

    it('can’t take all memory, in their heap or outside of it, or fill that of the tenant', async () => {
        await assert.rejects(login('const all = []; for (;;) all.push(new Array(1e6).fill(email));'), {
            message: 'The script ended without calling back.',
        });
        const { hasMemoryLimit } = await findConfinement();
        // Elsewhere only the heap has a bound.
        if (hasMemoryLimit)
            await assert.rejects(
                login('const all = []; for (;;) all.push(Buffer.alloc(64 * 1024 * 1024, 1));'),
                /allocat|ended without calling back/i,
            );
        await assert.rejects(login('callback(null, "x".repeat(8 * 1024 * 1024));'), /called back with a line of more/);
        await assert.rejects(login('callback(new Error("x".repeat(8 * 1024 * 1024)));'), /called back with a line/);
        await assert.rejects(login('callback(null, JSON.parse("[".repeat(500) + "]".repeat(500)));'), /too deep/);
        const before = process.memoryUsage.rss();
        const flood = `const send = () => { for (let i = 0; i < 1000; i += 1) fetch("http://${host}/flood").catch(() => {}); setTimeout(send, 0); }; send();`;
        await assert.rejects(run(`function login(a, b, callback) { ${flood} }`, { timeLimitMs: 1500 }));
        assert.ok(requests.filter((path) => path === '/flood').length <= 100);
        assert.ok(process.memoryUsage.rss() - before < 300 * 1024 * 1024);
    });

    it('reach no file, process, environment or module, inside of their context or outside', async () => {
        for (const name of ['process', 'global', 'Worker', 'XMLHttpRequest'])
            assert.equal(await login(`callback(null, typeof ${name});`), 'undefined', name);
        assert.deepEqual(await login(`callback(null, ${OUTSIDE('return process.env')});`), {});
        const ways = [
            'return process.getBuiltinModule("fs").readFileSync("/etc/hostname", "utf8")',
            'return process.binding("fs")',
            'return process._linkedBinding("fs")',
            'return process.mainModule.require("fs")',
            'return require("fs")',
            'return process.kill(process.ppid, 0)',
            'return process._debugProcess(process.ppid)',
            'return process.dlopen({}, "/lib/libc.so.6")',
            'return process.execve("/bin/true", ["true"], {})',
            'return process.loadEnvFile("/etc/hostname")',
            'return process.report.getReport().header.host',
            'return process.chdir("/")',
            'return process.cwd()',
            'return process.setuid(1)',
            'return process.stdout.write("x")',
            'return new process._channel.constructor(0)',
            'return process.send("x")',
            'return process._getActiveHandles()[0].constructor',
            'return process.constructor.constructor("return require(\\"fs\\")")()',
            'return new Worker("1", { eval: true })',
            'return new WebSocket("ws://localhost:1")',
            'return new EventSource("http://localhost:1")',
        ];
        const open = await login(`callback(null, ${JSON.stringify(ways)}.filter((code) => {
            try { setTimeout.constructor(code)(); return true; } catch { return false; }
        }));`);
        assert.deepEqual(open, []);
        const modules = ['fs', 'net', 'child_process', 'worker_threads', 'vm', 'v8', 'inspector', 'node:sqlite'];
        const loaded = await login(`callback(null, ${JSON.stringify(modules)}.filter((name) => {
            try { require(name); return true; } catch { return false; }
        }));`);
        assert.deepEqual(loaded, []);
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

    it('find ways to the network and to other processes closed by the kernel too, where it can', async () => {
        const { hasOwnNamespaces } = await findConfinement();
        // In their own namespace of process IDs, what starts a process is the first of all.
        if (hasOwnNamespaces)
            assert.deepEqual(await login(`callback(null, ${OUTSIDE('return [process.pid, process.ppid]')});`), [1, 0]);
    });

    it('can’t open sockets through what the allowed modules hold', async () => {
        const found = await login(`callback(null, ["crypto", "util", "url", "querystring"]
            .flatMap((name) => Object.keys(require(name)))
            .filter((key) => /socket|connect|spawn|exec|server/i.test(key)));`);
        assert.deepEqual(found, []);
        await assert.rejects(login('require("crypto").setEngine("/tmp/engine.so");'));
        await assert.rejects(
            login(`callback(null, String(${OUTSIDE('return new Response("x").constructor("http://localhost")')}));`),
        );
    });

    it('have bcrypt and the database drivers that are installed, whose sockets lead to the allowed hosts only', async () => {
        const hash = '$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K';
        const compare = (password: string) =>
            login(`require("bcrypt").compare(${JSON.stringify(password)}, "${hash}", callback);`);
        assert.deepEqual([await compare('hello'), await compare('Hello')], [true, false]);
        const connects = {
            pg: 'new (require("pg").Client)({ host, port, user: "x", password: "y" }).connect(callback);',
            mysql: 'require("mysql@2.18.1").createConnection({ host, port, user: "x" }).connect(callback);',
            mysql2: 'require("mysql2").createConnection({ host, port, user: "x" }).connect(callback);',
        };
        let connections = 0;
        const noDatabase = createTcpServer((socket) => {
            connections += 1;
            socket.end('no database');
        }).listen(0, '127.0.0.1');
        await once(noDatabase, 'listening');
        const address = `127.0.0.1:${(noDatabase.address() as AddressInfo).port}`;
        for (const [name, connect] of Object.entries(connects)) {
            const to = (where: string, allowedHosts: string[]) =>
                run(`function (email, password, callback) { const [host, port] = "${where}".split(":"); ${connect} }`, {
                    allowedHosts,
                });
            await assert.rejects(to(address, [host]), /Not allowed to call 127\.0\.0\.1/, name);
            assert.equal(connections, 0);
            await assert.rejects(to(address, [address]), name);
            assert.equal(connections, 1, name);
            connections = 0;
        }
        noDatabase.close();
    });

    it('get no further with a driver than without', async () => {
        const ways = [
            'return process.getBuiltinModule("fs")',
            'return process.binding("fs")',
            'return process.mainModule.require("fs")',
            'return module.constructor._load("fs")',
        ];
        const open = await login(`require("pg"); callback(null, ${JSON.stringify(ways)}.filter((code) => {
            try { setTimeout.constructor(code)(); return true; } catch { return false; }
        }));`);
        assert.deepEqual(open, []);
        await assert.rejects(login('require("mongodb");'), /Cannot find module 'mongodb'/);
    });

    it('change nothing but themselves by polluting prototypes, callback or configuration', async () => {
        await login(
            'Object.prototype.polluted = 1; Array.prototype.map = () => []; Function.prototype.call = null;' +
                'configuration.KEY = "other"; Promise = null; callback.polluted = 1; callback(null, 1);',
        );
        await login(
            `${OUTSIDE('Object.prototype.polluted = 1; JSON.parse = JSON.stringify = null; Array.prototype.push = null')}; callback(null, 1);`,
        ).catch(() => undefined);
        assert.equal('polluted' in {}, false);
        assert.deepEqual(await login('callback(null, [configuration.KEY, typeof Object.prototype.polluted]);'), [
            'value',
            'undefined',
        ]);
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
