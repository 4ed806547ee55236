import assert from 'node:assert/strict';
import { finishedJob } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = 'con_customers0000000';
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('local tenant, hostile input', () => {
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant({ seed: [{ connection: { name: 'customers', id: CONNECTION } }] });
    });

    // Whatever came before, it still works.
    afterEach(async () => {
        assert.equal((await tenant.call('GET', '/api/v2/users')).status, 200);
    });

    after(() => tenant.close());

    const post = async (path: string, body: string, contentType = 'application/json') => {
        const response = await tenant.fetch(`https://${tenant.domain}${path}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${await tenant.token()}`, 'content-type': contentType },
            body,
        });
        return response.status;
    };

    const bodies: [name: string, body: string][] = [
        ['nothing', ''],
        ['half of an object', '{"connection":'],
        ['null', 'null'],
        ['a number', '5'],
        ['a list', '[]'],
        ['metadata of 10,000 levels', `{"connection":"customers","user_metadata":{"a":${deep(10_000)}}}`],
        ['a prototype', '{"__proto__":{"connection":"customers"}}'],
        ['names of inherited properties', '{"connection":"customers","constructor":1,"toString":2}'],
        ['a name of ten kilobytes', JSON.stringify({ connection: 'x'.repeat(10_000), email: 'a@example.com' })],
    ];
    for (const [name, body] of bodies)
        it(`refuses a user of ${name}`, async () => {
            assert.equal(await post('/api/v2/users', body), 400);
        });

    it('refuses bodies that are too large or of no known kind', async () => {
        assert.equal(await post('/api/v2/users', JSON.stringify({ name: 'x'.repeat(1024 * 1024) })), 413);
        assert.equal(await post('/api/v2/users', '<user/>', 'application/xml'), 400);
        assert.equal(await post('/oauth/token', '%%%=%', 'application/x-www-form-urlencoded'), 400);
    });

    it('fails an import of 200,000 levels, and reports odd records one by one', async () => {
        const send = async (text: string) => {
            const job = await tenant.management.jobs.usersImports.create({
                users: new File([text], 'users.json'),
                connection_id: CONNECTION,
            });
            return finishedJob(tenant, job.id);
        };
        assert.equal((await send(`[{"email":"a@example.com","user_metadata":${deep(200_000)}}]`)).status, 'failed');
        const odd = '[null,5,"x",[],{},{"__proto__":{"email":"a@example.com"}},{"email":{"$gt":""}}]';
        assert.deepEqual((await send(odd)).summary, { failed: 7, updated: 0, inserted: 0, total: 7 });
    });

    it('answers queries and IDs that make no sense', async () => {
        for (const [path, status] of [
            [`/api/v2/users?q=${encodeURIComponent('('.repeat(3000))}`, 400],
            [`/api/v2/users?q=${encodeURIComponent(`name:${'*a'.repeat(2000)}`)}`, 200],
            ['/api/v2/users?page=-1', 400],
            ['/api/v2/users?per_page=many', 400],
            ['/api/v2/users/%00', 404],
            ['/api/v2/users/__proto__', 404],
            ['/api/v2/users/%E0%A4%A', 400],
            [`/api/v2/users/${'x'.repeat(2000)}`, 404],
            ['/api/v2/connections?take=2&from=nonsense', 400],
            ['/api/v2/connections/constructor', 404],
        ] as const)
            assert.equal((await tenant.call('GET', path)).status, status, path.slice(0, 60));
    });
});
