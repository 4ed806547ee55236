import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTenantProcess, type TenantProcess } from '../../local/rehearsal/tenant-process.ts';
import { createHttpsFetch } from '../local/tenant/https-fetch.ts';
import { copyExample, environmentFor, LOCAL_TENANT, PATH_WITH_PULUMI } from './copied-example.ts';
import { codeBlocks, readDocument } from './markdown.ts';

const run = promisify(execFile);

describe('examples/1-two-tenants', function () {
    this.timeout(120_000);
    const tenants: TenantProcess[] = [];
    let folder: string;
    let env: NodeJS.ProcessEnv;

    before(async () => {
        folder = await copyExample('1-two-tenants');
        tenants.push(await startTenantProcess(LOCAL_TENANT, ['--seed', join(folder, 'users.ndjson')]));
        tenants.push(await startTenantProcess(LOCAL_TENANT, []));
        env = await environmentFor(folder, ...(tenants as [TenantProcess, TenantProcess]));
    });
    after(async () => {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
        await rm(folder, { recursive: true, force: true });
    });

    it('needs the settings that its README names, and no other', () => {
        const exported = codeBlocks(readDocument('examples/1-two-tenants/README.md'), 'sh')
            .join('')
            .matchAll(/(\w+)=/g);
        const given = Object.keys(env).filter(
            (name) => process.env[name] !== env[name] && !['NODE_EXTRA_CA_CERTS', 'PATH'].includes(name),
        );
        assert.deepEqual([...exported].map(([, name]) => name).sort(), given.sort());
    });

    it('moves its users by the commands of its README', async () => {
        const blocks = codeBlocks(readDocument('examples/1-two-tenants/README.md'), 'bash');
        const printed = [];
        for (const block of blocks) {
            const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, env });
            printed.push(stdout);
        }
        assert.equal(blocks.length, 2);
        assert.match(printed[0] ?? '', /status: "prepared"/);
        assert.match(printed[1] ?? '', /verified {2}12 of 12, field by field/);
    });
});

describe('examples/2-file-of-another-system', function () {
    this.timeout(120_000);
    let tenant: TenantProcess;
    let folder: string;
    let env: NodeJS.ProcessEnv;
    const README = 'examples/2-file-of-another-system/README.md';

    before(async () => {
        folder = await copyExample('2-file-of-another-system');
        tenant = await startTenantProcess(LOCAL_TENANT, []);
        env = {
            ...process.env,
            PATH: PATH_WITH_PULUMI,
            AUTH0_TARGET_DOMAIN: tenant.domain,
            AUTH0_TARGET_CLIENT_ID: tenant.clientId,
            AUTH0_TARGET_CLIENT_SECRET: tenant.clientSecret,
            CLIENT_ID: tenant.clientId,
            PULUMI_CONFIG_PASSPHRASE: 'a passphrase for tests',
            NODE_EXTRA_CA_CERTS: tenant.caFile,
        };
    });
    after(async () => {
        await tenant.stop();
        await rm(folder, { recursive: true, force: true });
    });

    it('moves people by the commands of its README, who then log in with the passwords that they have', async () => {
        const printed = [];
        for (const block of codeBlocks(readDocument(README), 'bash')) {
            const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, env });
            printed.push(stdout);
        }
        const [prepared = '', plan = '', moved = ''] = printed;
        assert.match(prepared, /status: "prepared"/);
        assert.match(plan, /new {7}6 {2}\(hashes: pbkdf2 3, bcrypt 1, md5 1, none 1\)/);
        assert.match(moved, /Users of the file users\.csv|6 users from users\.csv/);
        assert.match(moved, /verified {2}6 of 6, field by field/);

        const httpsFetch = createHttpsFetch(await readFile(tenant.caFile, 'utf8'));
        const logIn = async (username: string, password: string) => {
            const answer = await httpsFetch(`https://${tenant.domain}/oauth/token`, {
                method: 'POST',
                body: new URLSearchParams({
                    grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                    ...{ realm: 'forum', client_id: tenant.clientId, client_secret: tenant.clientSecret },
                    ...{ username, password },
                }),
            });
            return answer.status;
        };
        const people = ['ada@example.com', 'bo', 'dora@example.com', 'eli@example.com'];
        for (const person of people) {
            assert.equal(await logIn(person, 'another password'), 403, person);
            assert.equal(await logIn(person, 'an old password'), 200, person);
        }
        // One is blocked at the forum, and one never had a password.
        assert.notEqual(await logIn('chen@example.com', 'an old password'), 200);
        assert.equal(await logIn('faye@example.com', 'an old password'), 403);
        httpsFetch.close();
    });

    it('has something to do again when another file lies in its place', async () => {
        const up = 'pulumi up --yes --config clientId=$CLIENT_ID --config phase=copy';
        await appendFile(join(folder, 'users.csv'), '7,gus,Gus,Ray,gus@example.com,True,2021-01-01 00:00:00+00,\n');
        const { stdout } = await run('bash', ['-c', up], { cwd: folder, env });
        assert.match(stdout, /imported +7/);
        assert.match(stdout, /this pass 1 new, 0 updated, 6 unchanged/);
    });
});
