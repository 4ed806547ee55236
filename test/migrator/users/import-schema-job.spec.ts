import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JobError } from '../../../migrator/tenant/jobs.ts';
import { openManagementApi } from '../../../migrator/tenant/open-management-api.ts';
import type { Tenant } from '../../../migrator/tenant/tenant.ts';
import { importUserProblems } from '../../../migrator/users/import-schema.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { trust } from '../running/trust.ts';
import { EMAIL, INVALID_RECORDS } from './invalid-records.ts';

/** What a job cannot be sent: these values are no JSON. */
const NOT_SENDABLE = 'METADATA_NOT_JSON';

describe('the rules of the bulk import, against a real job', function () {
    this.timeout(300_000);
    let local: OpenTenant;
    let tenant: Tenant;
    before(async () => {
        local = await openTenant({ seed: ['rules', 'random'].map((name) => ({ connection: { name } })) });
        trust(local.caFile);
        tenant = await openManagementApi(local);
    });
    after(() => local.close());

    const sent = async (connectionName: string, users: readonly unknown[]) => {
        const connection = await tenant.findConnection(connectionName);
        const file = Buffer.from(JSON.stringify(users));
        const { id } = await tenant.jobs.createUsersImport({
            ...{ connectionId: connection?.id ?? '', file, upsert: false, externalId: 'rules' },
        });
        for (;;) {
            const job = await tenant.jobs.getJob(id);
            if (job?.status === 'pending') continue;
            assert.equal(job?.status, 'completed');
            return { summary: job.summary, errors: await tenant.jobs.getJobErrors(id) };
        }
    };

    it('are those by which the job refuses: none of the invalid records gets in', async () => {
        const records = INVALID_RECORDS.filter(({ code }) => code !== NOT_SENDABLE);
        // Each has an address of its own, so that none is refused for being somebody else.
        const users = records.map(({ user }, index) =>
            isObject(user) && user['email'] === EMAIL ? withEmail(user, `record-${index}@example.com`) : user,
        );
        const { summary } = await sent('rules', users);
        const query = `q=${encodeURIComponent('identities.connection:"rules"')}&per_page=100&fields=email`;
        const answer = await local.call('GET', `/api/v2/users?${query}`);
        const inserted = (await answer.json()) as { email: string }[];
        assert.deepEqual(
            inserted.map(({ email }) => records[Number(/record-(\d+)@/.exec(email)?.[1])]?.what ?? email),
            [],
        );
        assert.equal(summary?.failed, users.length);
    });

    it('agree with the job about any record', async () => {
        const records = fc.sample(anyRecord(), { numRuns: 1_500, seed: 20_261_122 });
        const users = records.map((user, index) => ({ ...user, email: `random-${index}@example.com` }));
        for (let start = 0; start < users.length; start += 500) {
            const some = users.slice(start, start + 500);
            const { errors } = await sent('random', some);
            const refused = new Map(errors.map((error) => [String(error.user['email']), error]));
            for (const user of some) {
                const problems = importUserProblems(user);
                const error = refused.get(user.email);
                if (isOnlyDuplicate(error)) continue;
                assert.equal(problems.length > 0, error !== undefined, JSON.stringify([user, problems, error?.errors]));
            }
        }
    });
});

// Random usernames and IDs meet now and then; that is no rule of a record.
function isOnlyDuplicate(error: JobError | undefined): boolean {
    return error?.errors.every(({ code }) => code === 'DUPLICATED_USER') === true;
}

function anyRecord(): fc.Arbitrary<Record<string, unknown>> {
    const text = fc.oneof(fc.string({ maxLength: 6 }), fc.string({ maxLength: 4, unit: 'grapheme' }), fc.constant(5));
    const long = (length: number) => fc.integer({ min: length - 1, max: length + 1 }).map((size) => 'n'.repeat(size));
    const key = fc.constantFrom('plan', 'email', 'a', 'x-y', 'blocked');
    return fc.record(
        {
            email_verified: fc.oneof(fc.boolean(), fc.constant(null), fc.constant('true')),
            phone_number: fc.oneof(fc.stringMatching(/^\+?[0-9]{0,17}$/), text),
            phone_verified: fc.oneof(fc.boolean(), fc.constant(1)),
            user_id: fc.oneof(fc.string({ maxLength: 8 }), long(255)),
            username: fc.oneof(fc.stringMatching(/^[\w@.+~^-]{1,8}$/), text, long(128)),
            given_name: fc.oneof(text, long(150)),
            family_name: fc.oneof(text, long(150)),
            name: fc.oneof(text, long(300)),
            nickname: fc.oneof(text, long(300)),
            picture: fc.oneof(fc.webUrl(), text),
            blocked: fc.oneof(fc.boolean(), fc.constant(0)),
            app_metadata: fc.oneof(fc.dictionary(key, fc.jsonValue({ maxDepth: 1 })), fc.constant([])),
            user_metadata: fc.oneof(fc.dictionary(key, fc.integer()), fc.constant(null)),
            mfa_factors: fc.array(
                fc.constantFrom<unknown>(
                    { totp: { secret: 'JBSWY3DPEHPK3PXP' } },
                    { totp: { secret: 'jbswy3dp' } },
                    { phone: { value: '+4912345' } },
                    { phone: { value: '12345' } },
                    { email: { value: 'factor@example.com' } },
                    {},
                ),
                { maxLength: 11 },
            ),
            provider: text,
        },
        { requiredKeys: [] },
    );
}

function withEmail(user: object, email: string): object {
    const changed = Object.defineProperties({}, Object.getOwnPropertyDescriptors(user));
    return Object.defineProperty(changed, 'email', { value: email, enumerable: true });
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
