import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { type ResetCampaign, type ResetSettings, readRunFile, resetPasswords } from '../../migrator/index.ts';
import { useArtifactKey } from '../leaks/artifact-key.ts';
import { type OpenResets, openResets } from '../migrator/resets/open-resets.ts';
import { TARGET } from '../migrator/running/open-migration.ts';
import { type DeathPoint, deathPoints, stepInChild } from './run-in-child.ts';

const USERS = 4;
/** `CRASH_POINTS=all` kills around every request for a user and at every write; otherwise at so many. */
const SAMPLE = 12;

describe('a reset campaign that is killed with kill -9', function () {
    this.timeout(2 * 60 * 60_000);
    let world: OpenResets;
    useArtifactKey();
    before(async () => {
        world = await openResets(USERS + 1, USERS);
    });
    after(() => world.close());

    for (const send of ['mails', 'tickets'] as const) {
        it(`gives nobody two ${send}, and lists whom it does not know of`, async () => {
            const { writes } = await run(send, `${send}-whole`, undefined);
            assert.equal((await givenTo(send, `${send}-whole`)).length, USERS);
            const ends = { requests: world.proxy.requests.length, writes };
            let [killed, unknown] = [0, 0];
            for (const [number, point] of deathPoints(ends, 2 * USERS, SAMPLE).entries()) {
                const campaign = `${send}-${number}`;
                const name = JSON.stringify(point);
                const before = await mailed();
                if ((await run(send, campaign, point)).wasKilled) killed += 1;
                const resumed = await attempt(send, campaign);
                const given = await givenTo(send, campaign, before);
                assert.equal(new Set(given).size, given.length, `nobody has two: ${name}`);
                const left = resumed.left['UNKNOWN'] ?? 0;
                assert.equal(resumed.sent + resumed.sentBefore + left, USERS, `everybody is counted: ${name}`);
                assert.deepEqual(Object.keys(resumed.left).length, left === 0 ? 0 : 1, name);
                assert.ok(left <= 1, `one request is under way at a time: ${name}`);
                assert.ok(given.length >= USERS - left && given.length <= USERS, `the others have one each: ${name}`);
                unknown += left;
                const again = await attempt(send, campaign);
                assert.deepEqual([again.sent, await givenTo(send, campaign, before)], [0, given], name);
            }
            console.log(`      killed ${killed} times, ${unknown} unknown`);
            assert.ok(killed > 0);
        });
    }

    const run = async (send: ResetSettings['send'], campaign: string, point: DeathPoint | undefined) => {
        const { proxy, tenant } = world;
        const order = { settings: world.settings(), caFiles: [proxy.caFile, tenant.caFile], campaign };
        return await stepInChild(proxy, { ...order, step: `reset-${send}` }, point);
    };
    const attempt = (send: ResetSettings['send'], campaign: string): Promise<ResetCampaign> =>
        resetPasswords(world.resetSettings({ send, campaign, confirm: TARGET }));
    /** Every address that was mailed so far, once for each mail. */
    const mailed = async (): Promise<string[]> => {
        const outbox = await world.tenant.fetch(`https://${world.tenant.domain}/_local/outbox`);
        return ((await outbox.json()) as { messages: { to: string }[] }).messages.map(({ to }) => to);
    };
    /** Addresses that got a mail since, or have a ticket in the artifact of a campaign. */
    const givenTo = async (send: ResetSettings['send'], campaign: string, before: readonly string[] = []) => {
        if (send === 'mails') return (await mailed()).slice(before.length).sort();
        const folder = world.fileOf('');
        const file = await readRunFile(folder, `tickets-${campaign}-1.ndjson`).catch(() => undefined);
        const lines = file === undefined ? [] : (await text(file)).split('\n').filter((line) => line !== '');
        return lines.map((line) => (JSON.parse(line) as { email: string }).email).sort();
    };
});
