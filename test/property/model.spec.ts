import assert from 'node:assert/strict';
import fc from 'fast-check';
import { givePasswords, type KnownPasswords } from '../checker/known-passwords.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';
import { GHOST, histories } from './history.ts';
import { type Fault, PlainMigrator } from './plain-migrator.ts';
import { FIRST_USERS, Story } from './story.ts';

/** Histories that a migrator without a fault goes through; `PROPERTY_RUNS=n` for more. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 4);
/** Histories in which a fault must be found. */
const MOST = 30;
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_126);

describe('the model of a history', function () {
    this.timeout(Math.max(240_000, RUNS * 60_000));
    let tenant: OpenTenant;
    let known: KnownPasswords<(typeof FIRST_USERS)[number]>;

    before(async () => {
        known = await givePasswords('legacy', FIRST_USERS, 4);
        tenant = await openTenant({
            control: true,
            seed: [
                { connection: { name: 'legacy' } },
                { connection: { name: 'customers' } },
                ...known.users.map((user) => ({ user: { connection: 'legacy', ...user } })),
                { ghost: { connection: 'customers', email: GHOST } },
            ],
        });
    });
    after(() => tenant.close());

    it('asks for nothing that a plain migrator does not do', async () => {
        const { failed, counterexample, errorInstance } = await tell(RUNS);
        assert.equal(failed, false, `${String(errorInstance)}\n${JSON.stringify(counterexample)}`);
    });

    const faults: readonly Fault[] = [
        'known by address',
        'unverified holders',
        'old export',
        'own memory alone',
        'source over target',
    ];
    for (const fault of faults) {
        it(`finds the fault: ${fault}`, async () => {
            const { failed, numRuns, errorInstance } = await tell(MOST, fault);
            assert.ok(failed, `${MOST} histories do not show it`);
            // By what the checker says, not because the migrator itself broke.
            assert.match(String(errorInstance), /after the (stopped )?run:\n/);
            console.log(`      in history ${numRuns}: ${String(errorInstance).split('\n').slice(0, 2).join(' ')}`);
        });
    }

    function tell(numRuns: number, fault?: Fault) {
        return fc.check(
            fc.asyncProperty(histories, async ({ policies, steps }) => {
                await tenant.fetch(`https://${tenant.domain}/_local/reset`, { method: 'POST' });
                const sides = {
                    source: { ...tenant, connection: 'legacy' },
                    target: { ...tenant, connection: 'customers' },
                };
                const hashes = new Map(
                    known.users.map(({ user_id: id, ...user }) => [
                        `auth0|${id}`,
                        'password_hash' in user
                            ? { password_hash: user.password_hash }
                            : { custom_password_hash: user.custom_password_hash },
                    ]),
                );
                await new Story(policies, sides, known, new PlainMigrator(policies, sides, hashes, fault)).tell(steps);
            }),
            { seed: SEED, numRuns, endOnFailure: true },
        );
    }
});
