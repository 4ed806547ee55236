import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bcrypt } from 'hash-wasm';
import { auth0SourceScripts } from '../../../migrator/scripts/auth0-scripts.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../running/open-migration.ts';
import { freePort } from '../scripts/sources/database-process.ts';

const PASSWORD = 'Legacy-pass-1';
const NEW_PASSWORD = 'Newer-pass-1';
const COUNT = 9;

describe('logins that move users while a bulk import does', function () {
    this.timeout(180_000);
    let world: OpenMigration;
    afterEach(() => world.close());

    const open = async (prefix: string) => {
        const port = await freePort();
        const users = inventUsers(COUNT).map((user) => ({ ...user, email_verified: true, password: PASSWORD }));
        world = await openMigration({
            users,
            definition: `userIds: { policy: 'prefix', prefix: '${prefix}' }, passwords: { hashExport: 'hashes.ndjson', whenMissing: 'lazy' },`,
            tenant: { control: true, port, scriptHosts: [`localhost:${port}`] },
        });
        const { tenant } = world;
        const [connection] = (await tenant.management.connections.list({ name: TARGET })).data;
        const settings = { domain: tenant.domain, connection: SOURCE, idPrefix: 'legacy|' };
        const options = {
            ...{ enabledDatabaseCustomization: true, import_mode: true, customScripts: auth0SourceScripts(settings) },
            configuration: { SOURCE_CLIENT_ID: tenant.clientId, SOURCE_CLIENT_SECRET: tenant.clientSecret },
        };
        const answer = await tenant.call('PATCH', `/api/v2/connections/${connection?.id}`, { options });
        assert.equal(answer.status, 200, await answer.text());
        const salt = Buffer.from('0123456789abcdef');
        const passwordHash = await bcrypt({ password: PASSWORD, salt, costFactor: 4, outputType: 'encoded' });
        const at = { password_set_date: { $date: '2026-01-01T00:00:00.000Z' } };
        const lines = users.map(({ user_id: id, email }: { email: string; user_id?: unknown }) =>
            JSON.stringify({ _id: { $oid: id }, email, connection: SOURCE, passwordHash, ...at }),
        );
        await writeFile(join(world.folder, 'hashes.ndjson'), `${lines.join('\n')}\n`);
        return {
            tenant,
            logIn: async (number: number, password = PASSWORD) =>
                (await tenant.logIn(TARGET, `user-${number}@example.com`, password)).status,
            bulk: async () => (await world.run({ clock: impatientClock })).report,
        };
    };
    const ghosts = async () => {
        const { tenant } = world;
        const [connection] = (await tenant.management.connections.list({ name: TARGET })).data;
        const answer = await tenant.fetch(
            `https://${tenant.domain}/_local/connections/${connection?.id}/identities?ghosts=true`,
        );
        return ((await answer.json()) as { identities: unknown[] }).identities;
    };
    for (const prefix of ['legacy|', 'old|']) {
        const ids = prefix === 'legacy|' ? 'the same IDs' : 'other IDs';
        it(`make nobody two, a ghost, or unblocked, where both give ${ids}`, async () => {
            const { tenant, logIn, bulk } = await open(prefix);
            const { users } = tenant.management;
            for (const number of [1, 2, 3, 4, 5]) assert.equal(await logIn(number), 200);
            await users.update('auth0|legacy|u00002', { blocked: true });
            await users.update('auth0|u00003', { blocked: true });
            await users.update('auth0|u00004', { email: 'moved-4@example.com', email_verified: true });
            await users.delete('auth0|u00005');
            await users.update('auth0|u00006', { blocked: true });
            await users.update('auth0|u00007', { password: NEW_PASSWORD });
            const during: number[] = [];
            world.proxy.interferences = {
                async beforeTenant({ method, path }) {
                    const isImport = method === 'POST' && path === '/api/v2/jobs/users-imports';
                    if (isImport && during.length === 0) during.push(await logIn(7), await logIn(8));
                    return undefined;
                },
            };
            const report = await bulk();
            assert.deepEqual(during, [403, 200]);
            assert.equal(report?.isVerified, true);
            assert.deepEqual(report.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1, PASSWORD_HASH_OUTDATED: 1 });
            assert.deepEqual([report.imported + report.existing, report.ghosts.found], [6, 0]);
            assert.deepEqual(await Promise.all([1, 2, 3, 5, 6, 8, 9].map((number) => logIn(number))), [
                ...[200, 403, 403, 200, 403, 200, 200],
            ]);
            assert.deepEqual([await logIn(7), await logIn(7, NEW_PASSWORD)], [403, 200]);
            assert.deepEqual((await bulk())?.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
            const found = (await world.usersOf()).map(({ user_id: id, blocked }) => `${String(id)} ${String(blocked)}`);
            const logged = ['1', '2 true', '3 true', '4', '5', '7', '8'].map((number) => `legacy|u0000${number}`);
            const sent = ['6 true', '9'].map((number) => `${prefix}u0000${number}`);
            assert.deepEqual(
                found.map((line) => line.replace(' undefined', '')).sort(),
                [...logged, ...sent].map((line) => `auth0|${line}`).sort(),
            );
            assert.deepEqual(await ghosts(), []);
        });
    }

    it('leave a change on both sides to the definition, in every pass until it is decided', async () => {
        const { tenant, logIn, bulk } = await open('legacy|');
        const { users } = tenant.management;
        assert.equal(await logIn(1), 200);
        await users.update('auth0|u00001', { name: 'Later' });
        const reports = [await bulk(), await bulk()];
        for (const one of reports) assert.deepEqual(one?.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
        const path = join(world.folder, 'migration.ts');
        const text = await readFile(path, 'utf8');
        await writeFile(path, text.replace('userIds:', "conflicts: 'source-wins', userIds:"));
        const report = await bulk();
        assert.deepEqual([report?.thisPass.updated, report?.excludedByReason, report?.isVerified], [1, {}, true]);
        assert.equal((await users.get('auth0|legacy|u00001')).name, 'Later');
    });
});
