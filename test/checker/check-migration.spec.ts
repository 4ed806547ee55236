import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE } from '../migrator/running/open-migration.ts';
import { type CheckOptions, type Exception, findViolations } from './check-migration.ts';
import { type CheckedSide, type Profile, readProfiles } from './checked-side.ts';
import { givePasswords } from './known-passwords.ts';

const OWN_PASSWORD = 'Own-horse-battery-1';
const STRANGER = 'stranger@example.com';

describe('the checker of a finished migration', function () {
    this.timeout(300_000);
    const targets = Array.from({ length: 16 }, (_, index) => `target-${index + 1}`);
    let left = [...targets];
    let migration: OpenMigration;
    let passwords: ReadonlyMap<string, string>;

    before(async () => {
        const known = await givePasswords(
            SOURCE,
            inventUsers(4).map((user, index) => ({ ...user, app_metadata: { role: `role ${index + 1}` } })),
        );
        passwords = known.passwords;
        migration = await openMigration({
            users: known.users,
            targets,
            definition: "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },",
        });
        await writeFile(join(migration.folder, 'hashes.ndjson'), known.hashExport);
    });
    after(() => migration.close());

    const sideOf = (connection: string): CheckedSide => ({ ...migration.tenant, connection });
    const checkOf = (target: string, exceptions: readonly Exception[] = []): CheckOptions => ({
        source: sideOf(SOURCE),
        target: sideOf(target),
        idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
        passwords,
        exceptions,
    });
    const copy = async (): Promise<string> => {
        const [to = '', ...rest] = left;
        left = rest;
        await migration.run({ to, runId: to, clock: impatientClock });
        return to;
    };
    const accountOf = async (target: string, number: number): Promise<Profile> => {
        const found = (await readProfiles(sideOf(target))).find(
            (account) =>
                (account['app_metadata'] as Record<string, unknown>)['previous_user_id'] === `auth0|u0000${number}`,
        );
        assert.ok(found);
        return found;
    };
    const users = () => migration.tenant.management.users;

    it('has nothing to say of an undisturbed run', async () => {
        assert.deepEqual(await findViolations(checkOf(await copy())), []);
    });

    const corruptions: Readonly<Record<string, (target: string) => Promise<RegExp>>> = {
        'a user who is not there': async (target) => {
            await users().delete((await accountOf(target, 2)).user_id);
            return /^auth0\|u00002: not in the target$/m;
        },
        'a user who is there twice': async (target) => {
            await users().create({
                connection: target,
                email: 'twice@example.com',
                password: OWN_PASSWORD,
                app_metadata: { previous_user_id: 'auth0|u00003' },
            });
            return /^auth0\|u00003: 2 times in the target by identity$/m;
        },
        'metadata of somebody else': async (target) => {
            const [one, two] = [await accountOf(target, 1), await accountOf(target, 2)];
            await users().update(one.user_id, { user_metadata: { number: 2 } });
            await users().update(two.user_id, { user_metadata: { number: 1 } });
            return /^auth0\|u00001: user_metadata is \{"number":2\}.*\nauth0\|u00002: user_metadata is \{"number":1\}/m;
        },
        'identities that were swapped': async (target) => {
            const [one, two] = [await accountOf(target, 1), await accountOf(target, 2)];
            await users().update(one.user_id, { app_metadata: { previous_user_id: 'auth0|u00002' } });
            await users().update(two.user_id, { app_metadata: { previous_user_id: 'auth0|u00001' } });
            return /^auth0\|u00001: address is .*user-2@example.com.*\n(.*\n)*.*somebody else's password is|its own password is refused/m;
        },
        'a password that is not the one of the source': async (target) => {
            await users().update((await accountOf(target, 4)).user_id, { password: OWN_PASSWORD });
            return /its own password is refused$/m;
        },
        'a password of somebody else': async (target) => {
            await users().update((await accountOf(target, 2)).user_id, { password: 'Correct-horse-3' });
            return /its own password is refused\n.*somebody else's password is opened/m;
        },
        'a block that was lost on the way': async (target) => {
            await users().update('auth0|u00004', { blocked: true });
            const [violation = ''] = await findViolations(checkOf(target));
            await users().update('auth0|u00004', { blocked: false });
            assert.match(violation, /^auth0\|u00004: blocked is false, expected true$/);
            await users().update((await accountOf(target, 4)).user_id, { blocked: true });
            return /^auth0\|u00004: blocked is true, expected false$/m;
        },
        'an address that became verified on the way': async (target) => {
            await users().update((await accountOf(target, 2)).user_id, { email_verified: true });
            return /^auth0\|u00002: address is .*true/m;
        },
        'a role that nobody gave': async (target) => {
            const { id = '' } = await migration.tenant.management.roles.create({ name: 'admin' });
            await users().roles.assign((await accountOf(target, 1)).user_id, { roles: [id] });
            return /has the roles \["admin"\], expected \[\]/;
        },
        'an account that nobody announced': async (target) => {
            await users().create({ connection: target, email: STRANGER, password: OWN_PASSWORD });
            return /nobody knows this account/;
        },
        "an identity that only the user's own metadata claims": async (target) => {
            const { user_id: id } = await accountOf(target, 3);
            await users().update(id, {
                app_metadata: { previous_user_id: null },
                user_metadata: { previous_user_id: 'auth0|u00003' },
            });
            return /^auth0\|u00003: not in the target$/m;
        },
    };
    for (const [what, corrupt] of Object.entries(corruptions)) {
        it(`finds ${what}`, async () => {
            const target = await copy();
            const expected = await corrupt(target);
            assert.match((await findViolations(checkOf(target))).join('\n'), expected);
        });
    }

    it('takes what was announced, and nothing beside it', async () => {
        const target = await copy();
        const one = await accountOf(target, 1);
        await users().delete((await accountOf(target, 2)).user_id);
        await users().update(one.user_id, { name: 'Changed There' });
        await users().update((await accountOf(target, 3)).user_id, { password: OWN_PASSWORD });
        const { user_id: account = '' } = await users().create({
            connection: target,
            email: STRANGER,
            password: OWN_PASSWORD,
        });
        const profile = (await readProfiles(sideOf(target))).find(({ user_id: id }) => id === account);
        assert.ok(profile);
        const announced: Exception[] = [
            { user: 'auth0|u00001', why: 'renamed', allowed: { name: ['Changed There', 'Other'] } },
            { user: 'auth0|u00002', why: 'deleted there', presence: 'absent' },
            { user: 'auth0|u00003', why: 'chose a password', password: OWN_PASSWORD },
            { account, why: 'signed up there', profile, password: OWN_PASSWORD },
        ];
        assert.deepEqual(await findViolations(checkOf(target, announced)), []);

        await users().update(one.user_id, { name: 'Something Else' });
        await users().update(account, { user_metadata: { number: 2 }, password: 'Correct-horse-2' });
        const found = await findViolations(checkOf(target, announced));
        assert.equal(found.length, 3, found.join('\n'));
        await users().delete(account);
        assert.match((await findViolations(checkOf(target, announced))).join('\n'), /no longer in the target/);
    });
});
