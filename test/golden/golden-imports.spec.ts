import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { ExcludedUser } from '../../migrator/users/user-fate.ts';
import { openManagementApi } from '../../migrator/tenant/open-management-api.ts';
import type { Job } from '../../migrator/tenant/jobs.ts';
import type { Tenant } from '../../migrator/tenant/tenant.ts';
import { IMPORT_PROBLEM_CODES } from '../../migrator/users/import-schema.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';
import { trust } from '../migrator/running/trust.ts';
import { IMPORT_FILE_SCHEMA } from './import-file-schema.ts';

const CASES = join(import.meta.dirname, 'cases');
/** What the hashes of other systems in these cases were made of. */
const PASSWORD = 'golden password';
const RULES: ReadonlySet<string> = new Set(IMPORT_PROBLEM_CODES);
/** Cases whose every user is excluded for a rule of a field; of the second, what its `transform` makes of the user. */
const INVALID = ['fields-that-auth0-refuses', 'records-that-auth0-refuses'];
const FILES = readdirSync(CASES)
    .sort()
    .flatMap((name) =>
        readdirSync(join(CASES, name, 'expected'))
            .filter((file) => /^import-/.test(file))
            .map((file) => ({ name: `${name}/${file}`, file: readFileSync(join(CASES, name, 'expected', file)) })),
    );
describe('the import files of the golden plans', function () {
    this.timeout(300_000);
    let local: OpenTenant;
    let tenant: Tenant;
    const isValid = addFormats.default(new Ajv({ allErrors: true, strictTypes: false })).compile(IMPORT_FILE_SCHEMA);

    before(async () => {
        local = await openTenant({
            seed: [...FILES.keys(), ...INVALID].map((key) => ({ connection: { name: `c-${key}` } })),
        });
        trust(local.caFile);
        tenant = await openManagementApi(local);
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

    it('lets people of other systems log in with the password that they have, and with no other', async () => {
        const files = [...FILES.entries()].filter(([, { name }]) => /^hashes-(of-other-systems|described)/.test(name));
        let loggedIn = 0;
        for (const [index, { name, file }] of files) {
            for (const user of JSON.parse(file.toString('utf8')) as Record<string, unknown>[]) {
                if (user['password_hash'] === undefined && user['custom_password_hash'] === undefined) continue;
                const logIn = (password: string) => local.logIn(`c-${index}`, String(user['email']), password);
                assert.equal((await logIn('another password')).status, 403, `${name} ${String(user['given_name'])}`);
                if (/what-they-are-not/.test(name)) continue;
                assert.equal((await logIn(PASSWORD)).status, 200, `${name} ${String(user['given_name'])}`);
                loggedIn += 1;
            }
        }
        assert.equal(loggedIn, 21);
    });

    for (const name of INVALID) {
        it(`would have lost every user that was excluded for a field, had it been sent anyway: ${name}`, async () => {
            const linesOf = (file: string) => readFileSync(join(CASES, name, file), 'utf8').trimEnd().split('\n');
            const users = linesOf('source.ndjson').map(asSentAnyway);
            const excluded = linesOf('expected/excluded.ndjson').map((line) => JSON.parse(line) as ExcludedUser);
            assert.equal(excluded.length, users.length);
            for (const { reason } of excluded) assert.ok(RULES.has(reason), reason);
            const job = await importFile(tenant, `c-${name}`, Buffer.from(JSON.stringify(users)));
            assert.deepEqual(job.summary, { total: users.length, inserted: 0, updated: 0, failed: users.length });
        });
    }
});

function asSentAnyway(line: string): object {
    const { user_id: id, ...user } = JSON.parse(line) as Record<string, unknown>;
    const { record, ...metadata } = (user['user_metadata'] ?? {}) as { record?: object };
    if (record === undefined) return { ...user, user_id: String(id).replace('auth0|', '') };
    return { email: user['email'], ...(Object.keys(metadata).length === 0 ? {} : { user_metadata: metadata }), ...record };
}

async function importFile(tenant: Tenant, connectionName: string, file: Buffer): Promise<Job> {
    const connection = await tenant.findConnection(connectionName);
    assert.ok(connection !== undefined);
    const { id } = await tenant.jobs.createUsersImport({ connectionId: connection.id, file, upsert: false, externalId: 'golden' });
    for (;;) {
        const job = await tenant.jobs.getJob(id);
        assert.ok(job !== undefined && job.status !== 'failed');
        if (job.status === 'completed') return job;
    }
}
