import assert from 'node:assert/strict';
import { decommissionText } from '../../../components/decommission-text.ts';
import type { RunInputs } from '../../../components/run-inputs.ts';
import { switchText } from '../../../components/switch-text.ts';
import { inspectDecommission, inspectSwitch, planMigration } from '../../../migrator/index.ts';
import { formatPlan } from '../../../migrator/plan/plan-text.ts';
import { auth0SourceScripts } from '../../../migrator/scripts/auth0-scripts.ts';
import { FINISHED_SCRIPTS } from '../../../migrator/scripts/finished-scripts.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover } from './open-cutover.ts';

const INPUTS = { sourceConnection: SOURCE, sourceDomain: 'source.test', targetConnection: TARGET } as RunInputs;

describe('what a preview says of the end of a migration', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    it('counts who needs a new password, and names the command, as the plan does', async () => {
        world = await openCutover({ users: inventUsers(3) });
        const words = /`reset-passwords` sends each of them a mail/;
        assert.match(formatPlan(await planMigration(world.settings())), words);
        await world.run();
        const inspection = await inspectSwitch(world.switchSettings('target'));
        assert.equal(inspection.withoutPassword, 3);
        const says = /^3 users have no password that works in the target.*reset-passwords.*cannot be taken back/m;
        assert.match(switchText('target', INPUTS, inspection), says);
        assert.doesNotMatch(switchText('source', INPUTS, inspection), /reset-passwords/);
        assert.doesNotMatch(formatPlan(await planMigration(world.settings())), words);
    });

    it('warns, on the way back, of people who signed up in the target since', async () => {
        world = await openCutover({ users: inventUsers(3) });
        await world.cutOver();
        const preview = async () => switchText('source', INPUTS, await inspectSwitch(world.switchSettings('source')));
        assert.doesNotMatch(await preview(), /Warning/);
        const { users } = world.tenant.management;
        await users.create({ connection: TARGET, email: 'later@example.com', password: 'Signed-up-1234' });
        assert.match(await preview(), /^Warning: 1 account of customers was not moved from legacy, such as/m);
    });

    it('names organizations, on the way back, whose members cannot log in through the source', async () => {
        world = await openCutover({ users: inventUsers(2) });
        const { organizations } = world.tenant.management;
        const [source, target] = [await world.connectionId(SOURCE), await world.connectionId(TARGET)];
        const { id: old = '' } = await organizations.create({ name: 'acme' });
        await organizations.enabledConnections.add(old, { connection_id: source });
        await world.cutOver();
        const preview = async () => switchText('source', INPUTS, await inspectSwitch(world.switchSettings('source')));
        assert.doesNotMatch(await preview(), /Warning/);
        const { id: young = '' } = await organizations.create({ name: 'newborn' });
        await organizations.enabledConnections.add(young, { connection_id: target });
        assert.match(await preview(), /^Warning: 1 organization has customers and not legacy: newborn\./m);
        await organizations.enabledConnections.delete(old, source);
        assert.match(await preview(), /^Warning: 2 organizations have customers and not legacy: acme, newborn\./m);
        await world.switchTo('source');
        assert.doesNotMatch(await preview(), /Warning/, 'it is over');
    });

    it('says where an organization lets people in otherwise through the target', async () => {
        world = await openCutover({ users: inventUsers(2) });
        const { organizations } = world.tenant.management;
        const { id = '' } = await organizations.create({ name: 'acme' });
        for (const name of [SOURCE, TARGET]) {
            const enabled = {
                connection_id: await world.connectionId(name),
                assign_membership_on_login: name === SOURCE,
            };
            await organizations.enabledConnections.add(id, enabled);
        }
        await world.run();
        assert.match(
            switchText('target', INPUTS, await inspectSwitch(world.switchSettings('target'))),
            /organization acme .*: legacy and customers, as before\. They differ in assign_membership_on_login$/m,
        );
    });

    it('warns of an import mode that still asks a source in which no client is enabled', async () => {
        world = await openCutover({ users: inventUsers(2) });
        const { connections } = world.tenant.management;
        const use = async (customScripts: object) => {
            const options = { enabledDatabaseCustomization: true, import_mode: true, customScripts };
            await connections.update(await world.connectionId(TARGET), { options: options });
        };
        await use(auth0SourceScripts({ domain: world.tenant.domain, connection: SOURCE, idPrefix: 'legacy|' }));
        await world.cutOver();
        const decommission = { confirm: SOURCE, delete: 'users', maxDeletions: 2 } as const;
        const preview = async () => {
            const inspection = await inspectDecommission({ ...world.settings(), decommission });
            assert.deepEqual(inspection.refusals, []);
            return decommissionText(INPUTS, decommission, inspection);
        };
        const warning = /^Warning: the import mode of customers still asks legacy/m;
        assert.match(await preview(), warning);
        await use(FINISHED_SCRIPTS);
        assert.doesNotMatch(await preview(), warning);
    });
});
