import assert from 'node:assert/strict';
import { USUAL } from './diary.ts';
import { type FortnightSettings, type OpenFortnight, openFortnight } from './open-fortnight.ts';

/**
 * Lives through a fortnight: two weeks in which people do what people do, while they are copied, logins are switched, switched back and switched
 * again, and the source is decommissioned. After each step everybody is looked for by a checker that shares no code with the migrator.
 */
export async function liveFortnight(settings: FortnightSettings): Promise<void> {
    const fortnight = await openFortnight(settings);
    try {
        await (settings.replaces ? liveWithoutReturn(fortnight) : live(fortnight));
    } finally {
        await fortnight.close();
    }
}

async function live(fortnight: OpenFortnight): Promise<void> {
    const { diary, operator } = fortnight;
    await fortnight.sleepOver();
    // Without import mode, a first copy needs a hash of everybody.
    if (fortnight.hasImportMode) await diary.day('source');
    await fortnight.pass('copy', 'the first copy');
    await fortnight.sleepOver();
    await diary.day('source', [...USUAL, 'leave', 'leave']);
    await fortnight.sleepOver();
    await diary.day('source');
    await fortnight.pass('copy', 'a delta');
    await fortnight.sleepOver();
    await fortnight.sleepOver();
    await diary.day('source', [...USUAL, 'log in as straggler']);
    await fortnight.pass('copy', 'another delta');
    await fortnight.sleepOver();
    await diary.day('source');
    await fortnight.pass('cutover', 'the cut-over');

    await fortnight.sleepOver();
    await diary.day('target', [...USUAL, 'log in as straggler', 'leave']);
    await fortnight.sleepOver();
    await diary.day('target', [...USUAL, 'choose password']);
    // A login moves a straggler's profile; roles come with the next pass.
    await fortnight.pass('cutover', 'two days after the cut-over');

    await fortnight.pass('copy', 'the way back');
    await fortnight.sleepOver();
    await diary.day('source', [...USUAL, 'choose password again', 'leave']);
    await fortnight.sleepOver();
    await diary.day('source');
    await fortnight.pass('copy', 'a delta after the way back');
    await fortnight.sleepOver();
    await diary.day('source');
    await fortnight.pass('cutover', 'the second cut-over');

    await fortnight.sleepOver();
    await operator.resetPasswords('first');
    await diary.followLinks();
    await fortnight.check('the first reset campaign');
    await diary.day('target', [...USUAL, 'log in as straggler', 'log in as straggler']);
    await fortnight.sleepOver();
    await diary.day('target');
    await fortnight.pass('cutover', 'stragglers');
    await fortnight.define('reset');
    await fortnight.pass('cutover', 'the copy of those who never came');
    await operator.resetPasswords('second');
    await diary.followLinks();
    await fortnight.check('the second reset campaign');
    await fortnight.sleepOver();
    await operator.closeSource();
    await operator.decommission();
    await assertOver(fortnight);
}

// Users who keep their IDs inside one tenant leave the source as they are copied, so nobody can go back.
async function liveWithoutReturn(fortnight: OpenFortnight): Promise<void> {
    const { diary, operator } = fortnight;
    await fortnight.sleepOver();
    await diary.day('either');
    await fortnight.pass('copy', 'the first copy');
    for (let day = 2; day <= 5; day += 1) {
        await fortnight.sleepOver();
        await diary.day('either', [...USUAL, ...(day === 4 ? (['leave', 'log in as straggler'] as const) : [])]);
        if (day % 2 === 1) await fortnight.pass('copy', 'a delta');
    }
    await fortnight.pass('cutover', 'the cut-over');
    assert.equal(await operator.refusedReturn(), 'SOURCE_USERS_DELETED');
    await fortnight.check('the way back that is refused');
    for (let day = 6; day <= 11; day += 1) {
        await fortnight.sleepOver();
        await diary.day('target', [...USUAL, 'log in as straggler', ...(day === 8 ? (['leave'] as const) : [])]);
        if (day % 3 === 0) await fortnight.check('days after the cut-over');
    }
    await fortnight.pass('cutover', 'the cut-over once more');
    await fortnight.sleepOver();
    await diary.day(
        'target',
        Array.from(diary.people, () => 'log in as straggler'),
    );
    await fortnight.check('stragglers');
    await fortnight.sleepOver();
    await operator.closeSource();
    // A login gave the stragglers other IDs: their accounts in the source are still there, and go now.
    await operator.decommission();
    await assertOver(fortnight);
}

async function assertOver(fortnight: OpenFortnight): Promise<void> {
    for (const person of fortnight.diary.people) person.lost('source');
    await fortnight.check('the end of the source', true);
}
