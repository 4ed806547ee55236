import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResetCampaign } from '../../migrator/index.ts';
import { useArtifactKey } from '../leaks/artifact-key.ts';
import { mailedBy, type OpenResets, openResets } from '../migrator/resets/open-resets.ts';
import { TARGET } from '../migrator/running/open-migration.ts';
import { runCommand, runInTerminal } from './command-line.ts';

const WITHOUT = 2;

describe('the command reset-passwords', function () {
    this.timeout(300_000);
    let world: OpenResets;
    useArtifactKey();
    beforeEach(async () => {
        world = await openResets(WITHOUT + 1, WITHOUT);
    });
    afterEach(() => world.close());

    const reset = (...flags: string[]) => runCommand(world, 'reset-passwords', ['--per-minute', '300', ...flags]);

    it('only counts in a pipe, and says how to go on', async () => {
        const { stdout, stderr } = await reset('--send', 'mails');
        assert.equal(stderr, '');
        assert.equal(
            stdout,
            `Would send 2 mails for users of ${TARGET} (NO_HASH 2). To do it, add --confirm ${TARGET}.\n`,
        );
        assert.deepEqual(await mailedBy(world.tenant), []);
    });

    it('sends with the name of the connection, and refuses anything else', async () => {
        await assert.rejects(reset('--confirm', TARGET), { code: 1, stderr: /^SETTING_INVALID: .*--send/ });
        await assert.rejects(reset('--send', 'mails', '--confirm', 'legacy'), { code: 1, stderr: /^NOT_CONFIRMED: / });
        await assert.rejects(reset('--send', 'mails', '--per-minute', '1.5'), { code: 1, stderr: /whole number/ });
        assert.deepEqual(await mailedBy(world.tenant), []);
        const { stdout } = await reset('--send', 'mails', '--confirm', TARGET);
        assert.equal(stdout, `Auth0 took 2 mails of 2 for users of ${TARGET}.\n`);
        assert.equal((await mailedBy(world.tenant)).length, WITHOUT);
    });

    it('takes a list, and prints no address, ID or link', async () => {
        await writeFile(join(world.folder, 'list.csv'), 'number,email\n1,user-3@example.com\n2,nobody@example.com\n');
        const flags = ['--send', 'tickets', '--file', 'list.csv', '--column', 'email', '--confirm', TARGET];
        const { stdout } = await reset(...flags);
        assert.match(
            stdout,
            /^Made 1 ticket of 1 for users of customers\.\n1 entry of the file .* in line 3\.\nTickets: /,
        );
        const json = JSON.parse((await reset(...flags, '--json')).stdout) as ResetCampaign;
        assert.deepEqual([json.due, json.sent, json.sentBefore], [0, 0, 1]);
        for (const said of [stdout, JSON.stringify(json)]) assert.doesNotMatch(said, /@example|auth0\||https?:/);
    });

    it('says the same in a terminal', async function () {
        const done = await runInTerminal(world, 'reset-passwords', ['--send', 'mails', '--confirm', TARGET]);
        if (done === undefined) this.skip();
        else assert.match(done.stdout, /^Auth0 took 2 mails of 2 for users of customers\.\r?\n$/);
    });
});
