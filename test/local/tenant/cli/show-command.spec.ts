import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TenantOverview } from '../../../../local/tenant/index.ts';
import { LOCAL_TENANT } from '../../../docs/copied-example.ts';
import { importUsers } from '../finished-job.ts';
import { type OpenTenant, openTenant } from '../open-tenant.ts';

const ID = 'con_0000000000000001';
const PROGRAM = `
    import { createShowCommand } from './local/tenant/cli/show-command.ts';
    try { await createShowCommand().parseAsync(process.argv.slice(1), { from: 'user' }); }
    catch (error) { console.error(error.message); process.exitCode = 1; }
`;

describe('the command `show`', () => {
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant({
            control: true,
            seed: [
                { connection: { id: ID, name: 'legacy' } },
                { ghost: { connection: 'legacy', email: 'ghost@example.com' } },
                { user: { connection: 'legacy', user_id: 'ann', email: 'ann@example.com', name: 'Ann\u001b[31m' } },
                { user: { connection: 'legacy', user_id: 'bob', email: 'bob@example.com', name: 'Bob' } },
            ],
        });
        await importUsers(tenant, ID, [{ email: 'new@example.com' }]);
    });
    after(() => tenant.close());

    const start = (...args: string[]): ChildProcessWithoutNullStreams => {
        const env = { ...process.env, AUTH0_DOMAIN: undefined, SSL_CERT_FILE: undefined };
        const command = ['--input-type=module-typescript', '--eval', PROGRAM, '--', ...args];
        return spawn(process.execPath, command, { env });
    };
    const run = async (...args: string[]) => {
        const child = start(...args);
        const texts = { out: '', error: '' };
        child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (texts.error += chunk.toString()));
        const [code] = (await once(child, 'close')) as [number | null];
        return { code, ...texts };
    };

    it('shows connections, jobs, calls and the users who are looked for as tables of plain text', async () => {
        const { out, code } = await run(tenant.domain, '--ca', tenant.caFile, '--users', 'ann');
        assert.equal(code, 0);
        assert.match(out, new RegExp(`^Local tenant ${tenant.domain}, 3 users, `));
        assert.match(out, /^legacy {2}con_0000000000000001 {2}Auth0 +1 +4 +1$/m);
        assert.match(out, /import {2}legacy {6}completed {2}1 inserted, 0 updated, 0 failed$/m);
        assert.match(out, /^POST \/api\/v2\/jobs\/users-imports +1 {2}202: 1$/m);
        // What a user is called can't steer the terminal.
        assert.match(out, /^ann@example\.com {2}Ann\?\[31m {2}auth0\|ann {2}legacy +0$/m);
        assert.doesNotMatch(out, /bob@/);
    });

    it('shows the same as one JSON line', async () => {
        const { out } = await run(tenant.domain, '--ca', tenant.caFile, '--json', '--users');
        const overview = JSON.parse(out) as TenantOverview;
        assert.equal(overview.connections[0]?.ghosts, 1);
        assert.deepEqual([overview.found?.total, overview.jobs.length], [3, 1]);
    });

    it('goes on each second with `--watch`, until it is told to stop', async () => {
        const child = start(tenant.domain, '--ca', tenant.caFile, '--watch', '--json');
        const lines: string[] = [];
        for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
            lines.push(...chunk.toString().trim().split('\n'));
            if (lines.length === 2) child.kill('SIGINT');
        }
        assert.equal(lines.length, 2);
        assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 0);
    });

    it('takes a screen of its own for `--watch` at a terminal, and gives back what was there', async function () {
        const command = ['show', tenant.domain, '--ca', tenant.caFile, '--watch'];
        const line = [process.execPath, LOCAL_TENANT, ...command].map((word) => `'${word}'`).join(' ');
        const child = spawn('script', ['-qec', `exec ${line}`, '/dev/null'], { detached: true });
        if ((await Promise.race([once(child, 'spawn'), once(child, 'error')])).length > 0) this.skip();
        let [shown, isStopped] = ['', false];
        for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
            shown += chunk.toString();
            if (isStopped || shown.split('Local tenant').length < 3) continue;
            // Ctrl+C, as a terminal sends it; once, for nobody listens to a second one.
            child.stdin.write('\u0003');
            isStopped = true;
        }
        const [before, screen = '', after = ''] = shown.split(/\u001b\[\?1049[hl]/);
        assert.equal(before, '');
        assert.match(screen, /Local tenant/);
        assert.match(after, /^Local tenant/);
    });

    it('says what to do when no tenant is named, trusted, or has a control API', async () => {
        const without = await openTenant({});
        for (const [args, message] of [
            [[], /Expected the domain of a tenant/],
            [[tenant.domain], /Is it running, and is --ca its ca\.pem\?/],
            [[without.domain, '--ca', without.caFile], /start it with --control/],
        ] as const) {
            const { error, code } = await run(...args);
            assert.match(error, message);
            assert.equal(code, 1);
        }
        await without.close();
    });
});
