import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { factsPath } from '../../facts.ts';
import { importUsers, jobErrors } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

interface Vector {
    id: string;
    plaintext: string;
    auth0: { password_hash: string } | { custom_password_hash: object } | null;
}

const VECTORS = 'password-hashes.ndjson';
const CONNECTION = 'con_customers0000000';

describe('local tenant, every known hash from an import to a login', () => {
    const vectors = readVectors().filter(({ auth0 }) => auth0 !== null);
    let tenant: OpenTenant | undefined;

    before(async () => {
        if (vectors.length === 0) return;
        tenant = await openTenant({ seed: [{ connection: { name: 'customers', id: CONNECTION } }] });
        const users = vectors.map(({ id, auth0 }) => ({ email: emailOf(id), ...auth0 }));
        const job = await importUsers(tenant, CONNECTION, users);
        if (job.summary?.failed !== 0) assert.deepEqual(await jobErrors(tenant, job.id), []);
    });

    after(() => tenant?.close());

    // Without facts as well: a file without a test fails the whole run, and no count says so.
    it('has hashes to try', function () {
        if (factsPath(VECTORS) === undefined) this.skip();
        assert.ok(vectors.length > 0);
    });

    for (const { id, plaintext } of vectors)
        it(`${id}: the password logs in, and no other does`, async () => {
            assert.equal((await tenant?.logIn('customers', emailOf(id), `${plaintext}x`))?.status, 403);
            assert.equal((await tenant?.logIn('customers', emailOf(id), plaintext))?.status, 200);
        });
});

function emailOf(id: string): string {
    return `${id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}@example.com`;
}

function readVectors(): Vector[] {
    const file = factsPath(VECTORS);
    if (file === undefined) return [];
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Vector);
}
