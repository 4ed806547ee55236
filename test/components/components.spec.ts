import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as pulumi from '@pulumi/pulumi';

interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, unknown>;
    readonly provider: string | undefined;
    readonly id: string | undefined;
}

const LOGIN = 'function login(email, password, callback) { callback(null); }';
const GET_USER = 'function getByEmail(email, callback) { callback(null); }';
// Nobody listens there: what the program looks at before it declares anything cannot be seen.
const SOURCE_DOMAIN = 'localhost:1';
const TARGET_DOMAIN = '127.0.0.1:1';
const SECRET = 'a-secret-of-the-stack';
const RUN_TYPE = 'pulumi-nodejs:dynamic/userMigrationRun:UserMigrationRun';

describe('the components', () => {
    const registered: Registered[] = [];
    let program: typeof import('../../components/index.ts');

    before(async () => {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type, name, inputs, id, provider }) => {
                    registered.push({ type, name, inputs: inputs as Record<string, unknown>, provider, id });
                    return {
                        id: id === undefined || id === '' ? `${name}-id` : id,
                        state: inputs as Record<string, unknown>,
                    };
                },
                call: ({ token, inputs }) => {
                    assert.equal(token, 'auth0:index/getConnection:getConnection');
                    return { ...(inputs as object), id: 'con_existing', connectionId: 'con_existing' };
                },
            },
            'a-project',
            'a-stack',
            false,
        );
        pulumi.runtime.setAllConfig({
            'a-project:sourceDomain': SOURCE_DOMAIN,
            'a-project:sourceClientId': 'source-client',
            'a-project:sourceClientSecret': SECRET,
            'a-project:targetDomain': TARGET_DOMAIN,
            'a-project:targetClientId': 'target-client',
            'a-project:targetClientSecret': SECRET,
        });
        program = await import('../../components/index.ts');
        const { Auth0Tenant, DatabaseConnection, DatabaseExport, UserMigration } = program;
        const source = new Auth0Tenant('source');
        const target = new Auth0Tenant('target');
        const legacy = DatabaseConnection.existing('legacy', { tenant: source, name: 'legacy-customers' });
        const customers = new DatabaseConnection('customers', {
            tenant: target,
            name: 'customers',
            importMode: {
                login: LOGIN,
                getUser: GET_USER,
                configuration: { KEY: SECRET },
            },
            enabledClients: ['app'],
            options: { requiresUsername: true },
        });
        const adopted = DatabaseConnection.adopt('adopted', {
            ...{ tenant: target, name: 'adopted', importMode: false, enabledClients: ['app'], signUp: false },
            id: 'con_0000000000000009',
            organizations: [
                { organizationId: 'org_0000000000000001', assignMembershipOnLogin: true, isEnabledAlready: true },
                { organizationId: 'org_0000000000000002' },
            ],
        });
        await settled(adopted.connectionId);
        const migration = new UserMigration('customers', {
            definition: 'migrations/0001-legacy-to-customers.ts',
            source: legacy,
            target: customers,
            phase: 'copy',
        });
        const fromFile = new UserMigration('forum', {
            definition: 'migrations/0001-forum.ts',
            source: new DatabaseExport('forum-users', { file: 'users.csv', format: 'csv' }),
            target: customers,
            phase: 'copy',
        });
        await settled(migration.status);
        await settled(fromFile.status);
        await settled(legacy.connectionId);
    });

    const one = (type: string, name: string): Registered => {
        const found = registered.filter((resource) => resource.type === type && resource.name === name);
        assert.equal(
            found.length,
            1,
            `${type} ${name} among ${registered.map((resource) => resource.name).join(', ')}`,
        );
        return found[0] as Registered;
    };

    it('give a tenant a provider of its own, with the secret marked', () => {
        const { inputs } = one('pulumi:providers:auth0', 'source-auth0');
        assert.equal(inputs['domain'], SOURCE_DOMAIN);
        assert.equal(inputs['clientId'], 'source-client');
        assert.equal(JSON.stringify(inputs['clientSecret']).includes('1b47061264138c4ac30d75fd1eb44270'), true);
    });

    it('make a connection with its import mode in the right tenant, and enable it for its clients', () => {
        const connection = one('auth0:index/connection:Connection', 'customers-connection');
        assert.equal(connection.inputs['name'], 'customers');
        assert.equal(connection.inputs['strategy'], 'auth0');
        // One secret value inside makes the whole object a secret for the engine.
        const options = (connection.inputs['options'] as { value: Record<string, unknown> }).value;
        assert.equal(options['requiresUsername'], true);
        assert.equal(options['importMode'], true);
        assert.equal(options['enabledDatabaseCustomization'], true);
        assert.deepEqual(options['customScripts'], {
            login: LOGIN,
            get_user: GET_USER,
        });
        assert.match(connection.provider ?? '', /target-auth0/);
        const clients = one('auth0:index/connectionClients:ConnectionClients', 'customers-clients');
        assert.deepEqual(clients.inputs['enabledClients'], ['app']);
        assert.equal(clients.inputs['connectionId'], 'customers-connection-id');
    });

    it('read a connection that exists, and declare none', () => {
        const { id, inputs, provider } = one('auth0:index/connection:Connection', 'legacy-connection');
        assert.equal(id, 'con_existing');
        assert.deepEqual(inputs, {});
        assert.match(provider ?? '', /source-auth0/);
    });

    it('take a connection over by its ID, and enable it on organizations', () => {
        const adopted = one('auth0:index/connection:Connection', 'adopted-connection');
        assert.equal(adopted.id, 'con_0000000000000009');
        assert.equal(one('auth0:index/connectionClients:ConnectionClients', 'adopted-clients').id, adopted.id);
        assert.deepEqual(adopted.inputs['options'], { disableSignup: true });
        const organization = one('auth0:index/organizationConnection:OrganizationConnection', 'adopted-organization-1');
        assert.deepEqual(organization.inputs, {
            organizationId: 'org_0000000000000001',
            connectionId: 'con_0000000000000009',
            assignMembershipOnLogin: true,
        });
        assert.equal(organization.id, 'org_0000000000000001::con_0000000000000009');
        assert.ok(!one('auth0:index/organizationConnection:OrganizationConnection', 'adopted-organization-2').id);
    });

    it('refuse import mode and scripts among the raw options, where nothing would check them', () => {
        const { Auth0Tenant, DatabaseConnection } = program;
        const args = { tenant: new Auth0Tenant('source'), name: 'raw', enabledClients: [] };
        const [scripts, importMode] = [{ login: LOGIN }, { login: LOGIN, getUser: GET_USER }];
        for (const [name, refused] of [
            [
                'customScripts',
                { ...args, importMode: false as const, customScripts: scripts, options: { customScripts: scripts } },
            ],
            ['importMode', { ...args, importMode, options: { importMode: false } }],
            ['importMode', { ...args, importMode: false as const, options: { importMode: true } }],
            [
                'enabledDatabaseCustomization',
                { ...args, importMode: false as const, options: { enabledDatabaseCustomization: true } },
            ],
        ] as const)
            assert.throws(() => new DatabaseConnection('raw', refused), new RegExp(`without \`${name}\``));
    });

    it('refuse to take over a connection of an organization whose ID is not known yet', () => {
        const { Auth0Tenant, DatabaseConnection } = program;
        const organizations = [{ organizationId: pulumi.output('org_0000000000000001'), isEnabledAlready: true }];
        const tenant = new Auth0Tenant('source');
        const id = 'con_0000000000000008';
        const args = { tenant, id, name: 'other', importMode: false as const, enabledClients: [], organizations };
        const adopt = () => DatabaseConnection.adopt('other', args);
        assert.throws(adopt, /Expected `isEnabledAlready` with an `organizationId` that is a plain text/);
    });

    it('give the run its identity, its ends by name, and a place for its progress', () => {
        const { inputs } = one(RUN_TYPE, 'customers-run');
        const { __provider, ...rest } = inputs;
        assert.equal(typeof __provider, 'string');
        assert.deepEqual(rest, {
            definition: 'migrations/0001-legacy-to-customers.ts',
            sourceTenant: 'source',
            targetTenant: 'target',
            sourceDomain: SOURCE_DOMAIN,
            targetDomain: TARGET_DOMAIN,
            sourceConnection: 'legacy-customers',
            targetConnection: 'customers',
            targetConnectionId: 'customers-connection-id',
            phase: 'copy',
            logTo:
                'urn:pulumi:a-stack::a-project::auth0-user-migration:index:UserMigration$' +
                'pulumi-nodejs:dynamic/userMigrationRun:UserMigrationRun::customers-run',
        });
    });

    it('give a run a file of users in place of a tenant and a connection', () => {
        const { inputs } = one(RUN_TYPE, 'forum-run');
        assert.deepEqual([inputs['sourceFile'], inputs['sourceFormat']], ['users.csv', 'csv']);
        for (const name of ['sourceTenant', 'sourceDomain', 'sourceConnection', 'sourceFileConnection']) {
            assert.ok(!(name in inputs), name);
        }
    });

    it('refuse a file of users without a path', () => {
        assert.throws(() => new program.DatabaseExport('nothing', { file: '' }), { message: /Expected `file`/ });
    });

    it('pass no secret to the run', () => {
        assert.equal(JSON.stringify(one(RUN_TYPE, 'customers-run').inputs).includes(SECRET), false);
    });

    it('have no output that is rejected before anything waits for it', async () => {
        const fixture = fileURLToPath(new URL('fixtures/late-output.ts', import.meta.url));
        const { stdout } = await promisify(execFile)(process.execPath, [fixture]);
        assert.deepEqual(JSON.parse(stdout), { isRefused: true, late: 0 });
    });

    it('say which setting is missing, and the command that sets it', () => {
        assert.throws(() => new program.Auth0Tenant('third'), {
            message: /`thirdDomain`.*pulumi config set thirdDomain <value>.*AUTH0_THIRD_DOMAIN/,
        });
    });

    it('refuse a domain with a scheme', () => {
        assert.throws(() => new program.Auth0Tenant('source', { domain: 'https://source.example.com' }), {
            message: /bare host/,
        });
    });
});

function settled<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
