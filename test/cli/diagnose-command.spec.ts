import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Diagnosis, ScriptFindings } from '../../migrator/index.ts';
import { legacyOptions } from '../local/tenant/legacy-scripts.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../migrator/running/open-migration.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');
const ghostOf = (email: string) => ({ ghost: { connection: TARGET, email } });

describe('the command diagnose', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const diagnose = async (...flags: string[]) => {
        const { tenant } = migration;
        const { stdout } = await promisify(execFile)(
            process.execPath,
            [MAIN, 'diagnose', '--connection', TARGET, '--tenant', 'T', ...flags],
            {
                env: {
                    ...process.env,
                    NODE_EXTRA_CA_CERTS: tenant.caFile,
                    T_DOMAIN: tenant.domain,
                    T_CLIENT_ID: tenant.clientId,
                    T_CLIENT_SECRET: tenant.clientSecret,
                },
            },
        );
        return stdout.trim();
    };
    const local = async (path: string): Promise<Record<string, unknown>> => {
        const { tenant } = migration;
        return (await (await tenant.fetch(`https://${tenant.domain}/_local/${path}`)).json()) as Record<
            string,
            unknown
        >;
    };
    /** Everything that the tenant holds, ghosts too, but for the time. */
    const everything = async () => {
        const state = { ...(await local('state')), now: undefined };
        const connections = (state as Record<string, unknown>)['connections'] as { id: string }[];
        const rows = await Promise.all(connections.map(({ id }) => local(`connections/${id}/identities`)));
        return { state, rows, users: await migration.usersOf() };
    };

    it('says what each address of a file is, asks nothing but GET, and changes nothing', async () => {
        migration = await openMigration({
            users: inventUsers(1),
            seed: [
                ghostOf('user-1@example.com'),
                { user: { connection: TARGET, email: 'innocent@example.com', name: 'Innocent' } },
            ],
            tenant: { control: true },
        });
        const file = join(migration.folder, 'addresses.txt');
        await writeFile(file, 'innocent@example.com\n\nuser-1@example.com\n');
        const before = await everything();
        await migration.tenant.fetch(`https://${migration.tenant.domain}/_local/calls`, { method: 'DELETE' });
        const lines = (await diagnose('--file', file, '--refused', '--json')).split('\n');
        const { calls } = (await local('calls')) as unknown as { calls: { route: string }[] };
        assert.deepEqual(
            calls.map(({ route }) => route).filter((route) => !/ \/_local\//.test(route) && !route.startsWith('GET ')),
            ['POST /oauth/token'],
        );
        assert.deepEqual(await everything(), before);
        const said = lines.slice(1).map((line) => JSON.parse(line) as Diagnosis);
        assert.deepEqual(
            said.map(({ email, class: found, causes }) => [email, found, causes]),
            [
                ['innocent@example.com', 'present', []],
                ['user-1@example.com', 'ghost', ['broken-off']],
            ],
        );
    });

    it('does not call anybody a ghost of whom Auth0 has not said that it exists', async () => {
        migration = await openMigration({ users: inventUsers(1) });
        assert.match(await diagnose('--email', 'nobody@example.com'), /nobody@example\.com {2}undecidable/);
        assert.match(await diagnose('--email', 'nobody@', '--refused'), /nobody@ {2}no-address/);
    });

    it('says which connection it cannot look at, and which setting is missing', async () => {
        migration = await openMigration({
            users: [],
            seed: [{ connection: { name: 'social', strategy: 'google-oauth2' } }],
        });
        const refused = (message: RegExp, ...flags: string[]) =>
            assert.rejects(diagnose('--email', 'a@example.com', ...flags), ({ stderr }: { stderr: string }) => {
                assert.match(stderr, message);
                return true;
            });
        await refused(/no connection with the name `nowhere`\. Expected/, '--connection', 'nowhere');
        await refused(/has the strategy google-oauth2\. Expected a database/, '--connection', 'social');
        await refused(
            /Expected the environment variables U_DOMAIN, U_CLIENT_ID, U_CLIENT_SECRET to be set/,
            '--tenant',
            'U',
        );
    });

    it('calls nobody a ghost whom Get User refuses by itself, unless Auth0 refused the address', async () => {
        const options = legacyOptions([], true);
        const scripts = options['customScripts'] as Record<string, string>;
        scripts['get_user'] = `function getByEmail(email, callback) {
            if (email.startsWith('ann')) return callback(new ValidationError('user_exists', 'Log in, ' + email));
            callback(null);
        }`;
        migration = await openMigration({
            users: [],
            targets: [],
            seed: [{ connection: { name: TARGET, options } }, ghostOf('bo@example.com')],
        });
        const create = async (email: string) => {
            const body = { connection: TARGET, email, password: 'Given-pass-1' };
            return (await migration.tenant.call('POST', '/api/v2/users', body)).status;
        };
        assert.deepEqual([await create('ann@example.com'), await create('bo@example.com')], [400, 409]);
        const said = async (email: string, ...flags: string[]) => {
            const [line = ''] = (await diagnose('--email', email, ...flags)).split('\n');
            return line.slice(email.length + 2);
        };
        const cannotTell = /^undecidable: .*`--refused 409`; otherwise it is no ghost/;
        assert.match(await said('ann@example.com', '--refused'), cannotTell);
        assert.match(
            await said('ann@example.com', '--refused', '--run-get-user'),
            /^undecidable: .*Get User refuses it.*`--refused 409`/,
        );
        assert.match(await said('bo@example.com', '--refused'), cannotTell);
        assert.match(await said('bo@example.com', '--refused', '--run-get-user'), /^ghost: .*does not know it/);
        assert.match(await said('bo@example.com', '--refused', '409'), /^ghost: /);
        const text = await diagnose('--email', 'bo@example.com', '--refused', 'DUPLICATED_USER');
        assert.match(text, /Get User may refuse users who have yet to move/);
        assert.doesNotMatch(text, /a user who resets a password before the first login becomes a ghost/);
    });

    it('runs Get User where it may, and says by its answer what made a ghost and how to stop it', async () => {
        const addresses = ['known', 'unknown', 'stale', 'moved', 'colliding', 'broken'].map(
            (name) => `${name}@example.com`,
        );
        const options = legacyOptions([], true);
        const scripts = options['customScripts'] as Record<string, string>;
        scripts['get_user'] = `function getByEmail(email, callback) {
            if (email.startsWith('broken')) return callback(new Error('no database for ' + email));
            callback(null, JSON.parse(configuration.users)[email]);
        }`;
        migration = await openMigration({
            users: [],
            targets: [],
            seed: [
                { connection: { name: TARGET, options } },
                ...addresses.map(ghostOf),
                { user: { connection: TARGET, email: 'new-address@example.com', user_id: 'moved' } },
                { user: { connection: TARGET, email: 'other@example.com', phone_number: '+15550100' } },
            ],
            tenant: { control: true },
        });
        const users = {
            'known@example.com': { user_id: 'known', email: 'known@example.com' },
            'stale@example.com': { user_id: 'stale', email: 'another@example.com' },
            'moved@example.com': { user_id: 'moved', email: 'moved@example.com' },
            'colliding@example.com': {
                user_id: 'colliding',
                email: 'colliding@example.com',
                phone_number: '+15550100',
            },
        };
        const configuration = join(migration.folder, 'configuration.json');
        await writeFile(configuration, JSON.stringify({ users: JSON.stringify(users) }));
        const file = join(migration.folder, 'addresses.txt');
        await writeFile(file, addresses.join('\n'));
        const before = await everything();
        const flags = ['--file', file, '--refused', '--json', '--script-configuration', configuration];
        const [first, ...lines] = (await diagnose(...flags, '--run-get-user')).split('\n');
        const { scripts: findings } = JSON.parse(first ?? '') as { scripts: ScriptFindings };
        assert.deepEqual(
            [findings.isImportMode, findings.hasGetUser, findings.hasChangePassword, findings.hasDelete],
            [true, true, true, true],
        );
        assert.deepEqual(
            lines
                .map((line) => JSON.parse(line) as Diagnosis)
                .map(({ email, getUser, causes }) => [email.split('@')[0], getUser, causes[0]]),
            [
                ['known', 'knows', 'reset-without-login'],
                ['unknown', 'nobody', 'login-without-import-mode'],
                ['stale', 'stale', 'stale-get-user'],
                ['moved', 'stale', 'stale-get-user'],
                ['colliding', 'in-the-way', 'profile-in-the-way'],
                ['broken', 'failed', 'reset-without-login'],
            ],
        );
        assert.equal(lines.join('').includes('no database for'), false, 'an error of a script may quote a user');
        assert.deepEqual(await everything(), before);
        const text = await diagnose('--email', 'known@example.com', '--refused');
        assert.match(text, /1 most likely because a password reset .* leave import mode on\./);
        assert.match(text, /There is a Delete script/);
        assert.match(text, /The repair discards it/);
    });
});
