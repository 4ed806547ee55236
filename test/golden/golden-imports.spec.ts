import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { openManagementApi } from '../../migrator/tenant/management-api.ts';
import type { Job, Tenant } from '../../migrator/tenant/tenant.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';
import { trust } from '../migrator/running/trust.ts';
import { IMPORT_FILE_SCHEMA } from './import-file-schema.ts';

const CASES = join(import.meta.dirname, 'cases');
const INVALID = join(CASES, 'fields-that-auth0-refuses');
const FILES = readdirSync(CASES)
    .sort()
    .flatMap((name) =>
        readdirSync(join(CASES, name, 'expected'))
            .filter((file) => /^(import|upsert)-/.test(file))
            .map((file) => ({ name: `${name}/${file}`, file: readFileSync(join(CASES, name, 'expected', file)) })),
    );
// Everything that a job, and nobody before it, refuses in these lines: they were excluded for the rules of a field.
const REFUSED = readFileSync(join(INVALID, 'source.ndjson'), 'utf8').trimEnd().split('\n');

describe('the import files of the golden plans', function () {
    this.timeout(60_000);
    let local: OpenTenant;
    let tenant: Tenant;
    const isValid = addFormats.default(new Ajv({ allErrors: true, strictTypes: false })).compile(IMPORT_FILE_SCHEMA);

    before(async () => {
        const clientId = 'golden';
        local = await openTenant({
            seed: [
                { client: { name: 'Golden', client_id: clientId } },
                ...[...FILES.keys(), 'refused'].map((key) => ({ connection: { name: `c-${key}`, enabled_clients: [clientId] } })),
            ],
        });
        trust(local.caFile);
        tenant = openManagementApi(local);
    });
    after(() => local.close());

    it("passes Auth0's own schema, every one", () => {
        for (const { name, file } of FILES) {
            assert.ok(isValid(JSON.parse(file.toString('utf8'))), `${name}: ${JSON.stringify(isValid.errors?.slice(0, 2))}`);
        }
    });

    it('is imported into an empty connection without one refusal, every one', async () => {
        for (const [index, { name, file }] of FILES.entries()) {
            const job = await importFile(tenant, `c-${index}`, file);
            const users = (JSON.parse(file.toString('utf8')) as unknown[]).length;
            assert.deepEqual(job.summary, { total: users, inserted: users, updated: 0, failed: 0 }, name);
        }
    });

    it('would have lost every user that was excluded for a field, had it been sent anyway', async () => {
        const users = REFUSED.map((line) => {
            const { user_id: id, ...user } = JSON.parse(line) as Record<string, unknown>;
            return { ...user, user_id: String(id).replace('auth0|', '') };
        });
        const excluded = readFileSync(join(INVALID, 'expected/excluded.ndjson'), 'utf8').trimEnd().split('\n');
        assert.equal(excluded.length, users.length);
        // The documents forbid `.` and `$` in keys of metadata, and do not say that an import refuses them: here it takes them.
        const taken = excluded.filter((line) => line.includes('METADATA_KEY_INVALID')).length;
        assert.equal(taken, 2);
        const job = await importFile(tenant, 'c-refused', Buffer.from(JSON.stringify(users)));
        assert.deepEqual(job.summary, { total: users.length, inserted: taken, updated: 0, failed: users.length - taken });
    });
});

async function importFile(tenant: Tenant, connectionName: string, file: Buffer): Promise<Job> {
    const connection = await tenant.findConnection(connectionName);
    assert.ok(connection !== undefined);
    const { id } = await tenant.createUsersImport({ connectionId: connection.id, file, upsert: false, externalId: 'golden' });
    for (;;) {
        const job = await tenant.getJob(id);
        assert.ok(job !== undefined && job.status !== 'failed');
        if (job.status === 'completed') return job;
    }
}
