import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectDecommission, inspectMigration, type ResetSettings, resetPasswords } from '../../../migrator/index.ts';
import { refusalOf } from '../cutover/open-cutover.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { SOURCE, TARGET } from '../running/open-migration.ts';
import { mailedBy, NEW_PASSWORD, type OpenResets, openResets } from './open-resets.ts';

const USERS = 4;
const WITHOUT = 2;

describe('a reset campaign after the source connection was deleted', function () {
    this.timeout(120_000);
    let world: OpenResets;
    beforeEach(async () => {
        world = await openResets(USERS, WITHOUT);
    });
    afterEach(() => world.close());

    const sdk = () => world.tenant.management;
    const reset = (changes: Partial<ResetSettings> = {}) => resetPasswords(world.resetSettings(changes));
    const sourceId = async () => (await sdk().connections.list({ name: SOURCE })).data[0]?.id ?? '';
    const decommission = async (runId: string | undefined) => {
        const id = await sourceId();
        const { data } = await sdk().connections.clients.get(id);
        const disabled = data.map(({ client_id: client }) => ({ client_id: client, status: false }));
        await world.run({ runId, clock: impatientClock });
        await sdk().connections.clients.update(id, disabled);
        const decommission = { confirm: SOURCE, delete: 'connection', maxDeletions: USERS } as const;
        const settings = { runId, phase: 'decommission', decommission, clock: impatientClock } as const;
        const { decommissioned } = await world.run(settings);
        assert.equal(decommissioned?.isConnectionDeleted, true);
        assert.equal(await sourceId(), '');
    };

    it('mails those without a hash, once', async () => {
        await decommission('run');
        const plan = await reset();
        assert.deepEqual([plan.dueByReason, plan.left], [{ NO_HASH: WITHOUT }, {}]);
        assert.equal((await reset({ confirm: TARGET })).sent, WITHOUT);
        assert.deepEqual(await mailedBy(world.tenant), ['user-1@example.com', 'user-2@example.com']);
        assert.equal((await reset({ confirm: TARGET })).sentBefore, WITHOUT);
    });

    it('mails those whose password was newer in the source, too', async () => {
        const file = join(world.folder, 'migration.ts');
        const definition = await readFile(file, 'utf8');
        await writeFile(file, definition.replaceAll("whenMissing: 'reset'", "$&, whenChanged: 'reset'"));
        await sdk().users.update('auth0|u00003', { password: NEW_PASSWORD });
        const dueByReason = { NO_HASH: WITHOUT, OUTDATED_HASH: 1 };
        assert.deepEqual((await reset()).dueByReason, dueByReason);
        await decommission('run');
        assert.deepEqual((await reset()).dueByReason, dueByReason);
    });

    it('finds the run by what its journal knows of the connection, where nobody gives its ID', async () => {
        await decommission(undefined);
        await writeFile(join(world.folder, 'list.txt'), 'user-3@example.com\n');
        const { due } = await reset({ runId: undefined, file: 'list.txt' });
        assert.equal(due, 1);
    });

    it('is the only thing left to do: another `up` says that the source is decommissioned', async () => {
        await decommission('run');
        const message =
            /no longer has the connection legacy: .*\(4 users deleted\)\. .* Remove the migration and the source/;
        await assert.rejects(world.run(), { code: 'CONNECTION_NOT_FOUND', message });
        const { refusals } = await inspectMigration(world.settings());
        assert.match(refusals[0]?.message ?? '', message);
        const decommissioned = { confirm: SOURCE, delete: 'connection', maxDeletions: USERS } as const;
        const step = await inspectDecommission(world.settings({ decommission: decommissioned }));
        assert.match(step.refusals[0]?.message ?? '', message);
    });

    it('is refused for a connection whose users no run has moved', async () => {
        await decommission('run');
        const { source } = world.resetSettings();
        assert.ok(source !== undefined && 'connectionName' in source);
        const other = { source: { ...source, connectionName: 'lagacy' } };
        assert.equal(await refusalOf(reset(other)), 'CONNECTION_NOT_FOUND');
        assert.equal(await refusalOf(world.run()), 'CONNECTION_NOT_FOUND', 'and so is another copy');
    });
});
