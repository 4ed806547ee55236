import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const UNREADABLE = {
    statusCode: 400,
    error: 'Bad Request',
    message: 'Invalid query string. Check the syntax of the parameter q.',
    errorCode: 'invalid_query_string',
};

describe('local tenant, search', () => {
    let tenant: OpenTenant;

    before(async () => {
        const user = (connection: string, name: string, more: object = {}) => ({
            user: {
                connection,
                user_id: `${connection}-${name.toLowerCase()}`,
                email: `${name.toLowerCase()}@example.com`,
                name,
                ...more,
            },
        });
        tenant = await openTenant({
            seed: [
                { connection: { name: 'one', options: { requires_username: true } } },
                { connection: { name: 'two' } },
                user('one', 'Ann', {
                    username: 'annie',
                    logins_count: 3,
                    app_metadata: { plan: 'gold', tags: ['x', 'y'], score: 5 },
                }),
                user('one', 'Bob', {
                    blocked: true,
                    logins_count: 7,
                    created_at: '2020-05-01T12:30:00.000Z',
                    app_metadata: { score: -5, until: '2021-01-31T18:00:00.000Z' },
                }),
                user('one', 'Bobby', { user_metadata: { address: { city: 'Wien' }, age: 30 } }),
                user('two', 'Ann', { app_metadata: { plan: 'silver' } }),
                { ghost: { connection: 'two', email: 'ghost@example.com' } },
            ],
        });
    });

    after(() => tenant.close());

    const queries: [query: string, found: string[]][] = [
        ['', ['one/Ann', 'one/Bob', 'one/Bobby', 'two/Ann']],
        ['identities.connection:"one"', ['one/Ann', 'one/Bob', 'one/Bobby']],
        ['identities.connection:"one" AND name:bob', ['one/Bob']],
        ['email:"ANN@example.com"', ['one/Ann', 'two/Ann']],
        ['email:"ann@example.com" AND identities.connection:"two"', ['two/Ann']],
        ['user_id:"auth0|one-bob"', ['one/Bob']],
        ['username:"annie"', ['one/Ann']],
        ['username:"ANNIE"', []],
        ['name:bob*', ['one/Bob', 'one/Bobby']],
        ['name:*bby', ['one/Bobby']],
        ['name:bob OR name:bobby', ['one/Bob', 'one/Bobby']],
        ['NOT name:ann', ['one/Bob', 'one/Bobby']],
        ['-name:ann', ['one/Bob', 'one/Bobby']],
        ['identities.connection:"one" AND NOT blocked:true', ['one/Ann', 'one/Bobby']],
        ['app_metadata.plan:"gold"', ['one/Ann']],
        ['app_metadata.tags:"y"', ['one/Ann']],
        ['user_metadata.address.city:"Wien"', ['one/Bobby']],
        ['_exists_:app_metadata.plan', ['one/Ann', 'two/Ann']],
        ['NOT _exists_:app_metadata.plan', ['one/Bob', 'one/Bobby']],
        ['logins_count:[3 TO 7]', ['one/Ann', 'one/Bob']],
        ['logins_count:{3 TO 7]', ['one/Bob']],
        ['created_at:[* TO 2020-12-31]', ['one/Bob']],
        ['(name:ann OR name:bob) AND identities.connection:"one"', ['one/Ann', 'one/Bob']],
        ['name:bob OR name:ann AND identities.connection:"two"', ['one/Bob', 'two/Ann']],
        ['name:(bob OR bobby)', ['one/Bob', 'one/Bobby']],
        ['bob bobby', ['one/Bob', 'one/Bobby']],
        ['name:ann && !identities.connection:one', ['two/Ann']],
        ['+name:ann -(username:annie || blocked:true)', ['two/Ann']],
        ['name:ann NOT username:annie', ['two/Ann']],
        ['user_id:auth0\\|two*', ['two/Ann']],
        ['name:"bo*"', []],
        ['name:bob^2 OR name:"bobby"~1', ['one/Bob', 'one/Bobby']],
        ['email.domain:"example.com" AND name:ann', ['one/Ann', 'two/Ann']],
        ['email.domain:"example.org"', []],
        ['email.domain:EXAMPLE.com NOT name:ann', ['one/Bob', 'one/Bobby']],
        ['created_at:[* TO 2020-04-30]', []],
        ['created_at:[* TO 2020-05-01]', ['one/Bob']],
        ['created_at:[2020-05-01 TO 2020-05-01]', ['one/Bob']],
        ['created_at:[2020-05 TO 2020]', ['one/Bob']],
        ['created_at:["2020-05-01" TO "2020-05-01T23:59"]', ['one/Bob']],
        ['created_at:{2020-05-01 TO 2020-12-31]', []],
        ['created_at:{2020-04-30 TO 2020-05-02}', ['one/Bob']],
        ['created_at:{* TO 2020-05-01}', []],
        ['created_at:2020-05-01', ['one/Bob']],
        ['created_at:"2020-05-01T12:30:00.000Z"', ['one/Bob']],
        ['created_at:"2020-05-01T12:30:00.001Z"', []],
        ['created_at:"2020-05-01T14:30:00.000+02:00"', ['one/Bob']],
        ['created_at:<2020-05-02', ['one/Bob']],
        ['created_at:>=2020-05-02 AND created_at:<2021', []],
        ['app_metadata.until:[2021-01-01 TO 2021-01-31]', ['one/Bob']],
        ['logins_count:>3', ['one/Bob']],
        ['logins_count:>=3 AND logins_count:<"7"', ['one/Ann']],
        ['app_metadata.score:-5', ['one/Bob']],
        ['app_metadata.score:\\-5', ['one/Bob']],
        ['app_metadata.score:[-10 TO -1]', ['one/Bob']],
        ['app_metadata.score:>-6', ['one/Ann', 'one/Bob']],
        ['app_metadata.score:5', ['one/Ann']],
        ['name:b?b', ['one/Bob']],
        ['name:b?b*', ['one/Bob', 'one/Bobby']],
        ['name:b\\?b', []],
        ['name:"b?b"', []],
        ['user_id:auth0|one-b?b', ['one/Bob']],
        ['+identities.connection:one name:ann', ['one/Ann', 'one/Bob', 'one/Bobby']],
        ['name:ann +identities.connection:one', ['one/Ann', 'one/Bob', 'one/Bobby']],
        ['+identities.connection:one +name:ann blocked:true', ['one/Ann']],
        ['name:ann OR +identities.connection:one', ['one/Ann', 'one/Bob', 'one/Bobby']],
        ['-blocked:true identities.connection:one', ['one/Ann', 'one/Bobby']],
        ['name:bob name:bobby NOT blocked:true', ['one/Bobby']],
        ['NOT name:ann OR identities.connection:two', ['one/Bob', 'one/Bobby', 'two/Ann']],
        ['blocked:*', ['one/Bob']],
        ['email:"ghost@example.com"', []],
        ['identities.connection:"three"', []],
    ];
    for (const [query, found] of queries)
        it(`finds ${found.length === 0 ? 'no one' : found.join(', ')} with \`${query}\``, async () => {
            const { data } = await tenant.management.users.list({ ...(query !== '' && { q: query }) });
            assert.deepEqual(
                data.map(({ name, identities }) => `${identities?.[0]?.connection ?? ''}/${name ?? ''}`),
                found,
            );
        });

    it('refuses a query that it cannot read', async () => {
        for (const q of ['name:(', 'name:ann)', 'name:*ob', 'AND', 'name:', '"', 'name:[1 TO', 'a OR', '(a OR )'])
            await assert.rejects(tenant.management.users.list({ q }), { statusCode: 400 });
    });

    it('refuses what Auth0 cannot look for, rather than to find no one', async () => {
        for (const q of [
            'created_at:[yesterday TO *]',
            'created_at:2020-02-30',
            'created_at:2020*',
            'last_login:[now-7d TO now]',
            'logins_count:many',
            'logins_count:[1 TO ten]',
            'logins_count:1?',
            'blocked:yes',
            'email_verified:tru*',
            'name:-x',
            'name:+x',
            'name:>',
            'name:/bob.*/',
            '(name:bob)^2',
            'user_metadata.address.city:Wi*',
            'user_metadata.age:[1 TO 99]',
        ])
            await assert.rejects(
                tenant.management.users.list({ q }),
                { statusCode: 400, body: { ...UNREADABLE } },
                `\`${q}\` is answered`,
            );
    });

    it('finds the members of an organization, and not those who have roles there only', async () => {
        const { organizations, roles, users } = tenant.management;
        const organization = String((await organizations.create({ name: 'acme' })).id);
        const role = String((await roles.create({ name: 'Reader' })).id);
        await organizations.members.create(organization, { members: ['auth0|two-ann', 'auth0|one-bob'] });
        await organizations.members.roles.assign(organization, 'auth0|one-ann', { roles: [role] });
        const find = async (q: string) => (await users.list({ q })).data.map(({ user_id: id }) => id);
        assert.deepEqual(await find(`organization_id:"${organization}"`), ['auth0|one-bob', 'auth0|two-ann']);
        assert.deepEqual(await find(`organization_id:"${organization}" AND name:ann`), ['auth0|two-ann']);
        assert.deepEqual(await find('organization_id:"org_0000000000000000"'), []);
    });

    it('knows one engine', async () => {
        assert.equal((await tenant.call('GET', '/api/v2/users?search_engine=v3')).status, 200);
        for (const engine of ['v1', 'v2', 'v4'])
            assert.equal((await tenant.call('GET', `/api/v2/users?search_engine=${engine}`)).status, 400);
    });

    it('sorts, and picks fields', async () => {
        const response = await tenant.call('GET', '/api/v2/users?sort=name:-1&fields=name&include_totals=true');
        const { users, total, start, limit, length } = (await response.json()) as Record<string, unknown>;
        assert.deepEqual([total, start, limit, length], [4, 0, 50, 4]);
        assert.deepEqual(users, [{ name: 'Bobby' }, { name: 'Bob' }, { name: 'Ann' }, { name: 'Ann' }]);
        assert.equal((await tenant.call('GET', '/api/v2/users?sort=app_metadata.plan:1')).status, 400);
    });

    it('sorts more users than can be paged through, and counts them all', async () => {
        const many = Array.from({ length: 2500 }, (_, index) => ({
            user: { connection: 'many', email: `user-${index}@example.com`, logins_count: (index * 7) % 2500 },
        }));
        const large = await openTenant({ seed: [{ connection: { name: 'many' } }, ...many] });
        try {
            const path = '/api/v2/users?sort=logins_count:-1&page=9&per_page=100&include_totals=true';
            const { users, total } = (await (await large.call('GET', path)).json()) as {
                users: { logins_count: number }[];
                total: number;
            };
            assert.equal(total, 2500);
            assert.deepEqual(
                users.map((user) => user.logins_count),
                Array.from({ length: 100 }, (_, index) => 2499 - 900 - index),
            );
        } finally {
            await large.close();
        }
    });

    it('pages through the first 1,000 only, however many there are', async () => {
        assert.equal((await tenant.call('GET', '/api/v2/users?page=9&per_page=100')).status, 200);
        const response = await tenant.call('GET', '/api/v2/users?page=10&per_page=100');
        assert.equal(response.status, 400);
        assert.deepEqual(await response.json(), {
            statusCode: 400,
            error: 'Bad Request',
            message:
                'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation.',
            errorCode: 'invalid_paging',
        });
        assert.equal((await tenant.call('GET', '/api/v2/users?per_page=101')).status, 400);
    });
});
