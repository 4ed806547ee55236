import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPulumiResult } from '../../local/pulumi/index.ts';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { type CutoverStage, openCutoverStage, setClients } from './cutover-stage.ts';
import { callTenant, stagedUsers, usersOf } from './stage.ts';

const USERS = 8;

describe('a cut-over through `pulumi up`', function () {
    this.timeout(600_000);
    let world: CutoverStage;
    beforeEach(async () => {
        world = await openCutoverStage({ users: stagedUsers(USERS) });
    });
    afterEach(() => world.close());

    const up = async (phase: string): Promise<LocalPulumiResult> => {
        const result = await world.run('up', phase);
        assert.equal(result.failed, false, messagesOf(result));
        return result;
    };
    const isEnabled = async (side: 'source' | 'target'): Promise<boolean[]> => {
        const enabled = await world.enabled(side);
        return world.apps[side].map((app) => enabled.includes(app));
    };
    const assertThrough = async (side: 'source' | 'target'): Promise<void> => {
        const other = side === 'source' ? 'target' : 'source';
        assert.deepEqual(await isEnabled(side), [true, true], `${side} is open`);
        assert.deepEqual(await isEnabled(other), [false, false], `${other} is closed`);
    };

    it('shows each client before and after, moves what changed, switches the clients, and goes back', async () => {
        // Auth0's plugin refuses to create what is there.
        const first = await up('copy');
        assert.equal(first.changes.import, 1, 'the clients of the source are imported');
        assert.match(
            messagesOf(first),
            /^8 users from legacy-customers into customers: about 1 import job and 1 minute /m,
        );
        await assertThrough('source');
        await callTenant(world.stage.source, 'POST', '/api/v2/users', {
            ...{ connection: 'legacy-customers', email: 'late@example.com', password: 'Signed-up-1234' },
        });
        const preview = await world.run('preview', 'cutover');
        assert.equal(preview.failed, false, messagesOf(preview));
        for (const app of world.apps.source)
            assert.match(messagesOf(preview), new RegExp(`client ${app} .*legacy-customers -> none`));
        for (const app of world.apps.target)
            assert.match(messagesOf(preview), new RegExp(`client ${app} .*none -> customers`));
        assert.match(messagesOf(preview), /1 user of the source is not in the target yet/);
        const clients = preview.steps.filter(({ urn }) => urn.includes('connectionClients'));
        assert.deepEqual(
            clients.map(({ op }) => op),
            ['update', 'update'],
            'the engine shows both connections',
        );
        await assertThrough('source');

        await up('cutover');
        await assertThrough('target');
        const emails = (await usersOf(world.stage.target, 'customers')).map(({ email }) => email);
        assert.equal(emails.length, USERS + 1);
        assert.ok(emails.includes('late@example.com'));
        assert.deepEqual(Object.keys((await up('cutover')).changes), ['same']);

        await up('copy');
        await assertThrough('source');
        await up('cutover');
        await assertThrough('target');
    });

    it('heals what somebody changed by hand', async () => {
        await up('copy');
        await up('cutover');
        await setClients(world.stage.target, 'customers', world.apps.target.slice(0, 1), false);
        await setClients(world.stage.source, 'legacy-customers', world.apps.source.slice(0, 1), true);
        await up('cutover');
        await assertThrough('target');
    });

    it('goes on after the runs folder was lost, and is not undone by another stack', async () => {
        await up('copy');
        await up('cutover');
        await rm(join(world.stage.folder, '.auth0-user-migration'), { recursive: true });
        const program = join(world.stage.folder, 'index.ts');
        const text = await readFile(program, 'utf8');
        await writeFile(
            program,
            text
                .replace("new DatabaseConnection('customers'", "DatabaseConnection.existing('customers'")
                .replace(/importMode: false,|options: \{.*\},/g, ''),
        );
        // Twice, and without a preview before it: the first must not open the source, which the second would take for a decision.
        for (const command of ['preview', 'up', 'up'] as const) {
            const other = await world.run(command, 'copy', { stack: 'other' });
            assert.equal(other.failed, true);
            assert.match(messagesOf(other), /LOGINS_SWITCHED_ELSEWHERE: .*Say `phase: 'cutover'`/);
            await assertThrough('target');
        }
        await writeFile(program, text);
        await up('cutover');
        await assertThrough('target');
        await up('copy');
        await assertThrough('source');
    });

    it('is refused before anybody was copied', async () => {
        const refused = await world.run('up', 'cutover');
        assert.equal(refused.failed, true);
        assert.match(messagesOf(refused), /NOT_VERIFIED: .*Say `phase: 'copy'`/);
        assert.deepEqual(await isEnabled('source'), [true, true]);
    });
});
