import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DigestSet } from '../../../migrator/records/digest-table.ts';
import {
    type AssignmentLedger,
    type AssignmentName,
    type AssignmentRecord,
} from '../../../migrator/run-store/assignment-ledger.ts';
import {
    ASSIGNMENT_LEDGER_FILE,
    type FileAssignmentLedger,
    openFileAssignmentLedger,
} from '../../../migrator/run-store/folder/file-assignment-ledger.ts';

const KEY = '00112233445566778899aabbccddeeff';

describe('the ledger of assignments', () => {
    let folder: string;
    let opened: FileAssignmentLedger;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'assignment-ledger-'));
        opened = openFileAssignmentLedger(folder, KEY);
    });
    afterEach(async () => {
        opened.close();
        await rm(folder, { recursive: true });
    });

    const reopen = (): AssignmentLedger => {
        opened.close();
        opened = openFileAssignmentLedger(folder, KEY);
        return opened.ledger;
    };
    const role = (user: number, list = 'role r1', item = ''): AssignmentName => ({
        ...{ list, item, holder: opened.ledger.holderOf(`auth0|${user}`, '2026-01-01T00:00:00.000Z') },
    });
    const listsOf = (...lists: string[]): DigestSet => {
        const set = new DigestSet();
        for (const list of lists) set.add(opened.ledger.digestOfList(list));
        return set;
    };

    it('knows the last word on each of many assignments, also after a restart', () => {
        const sent = Array.from({ length: 5_000 }, (_, user): AssignmentRecord => [role(user), 'sent']);
        opened.ledger.append(sent);
        opened.ledger.append([
            [role(7), 'verified'],
            [role(8), 'removed'],
        ]);
        const ledger = reopen();
        assert.equal(ledger.size, 5_000);
        assert.deepEqual(
            [7, 8, 9, 4_999, 5_000].map((user) => ledger.statusOf(role(user))),
            ['verified', 'removed', 'sent', 'sent', undefined],
        );
        assert.deepEqual([ledger.knowsList('role r1'), ledger.knowsList('role r2')], [true, false]);
    });

    it('tells users, lists, items and times of creation apart', () => {
        const { ledger } = opened;
        ledger.append([[role(1), 'verified']]);
        const made = { ...role(1), holder: ledger.holderOf('auth0|1', '2026-01-02T00:00:00.000Z') };
        const others = [role(2), role(1, 'role r2'), role(1, 'role r1', 'x'), made];
        assert.deepEqual(
            others.map((name) => ledger.statusOf(name)),
            [undefined, undefined, undefined, undefined],
        );
    });

    it('ends what neither tenant shows, of the lists and users that were read', () => {
        const { ledger } = opened;
        const names = [role(1), role(2), role(3), role(1, 'role r2'), role(4)];
        ledger.append(names.map((name) => [name, 'verified']));
        ledger.beginPass();
        assert.equal(ledger.see(role(1)), 'verified');
        const unread = role(4).holder;
        ledger.endUnseen(listsOf('role r1'), (holder) => holder !== unread);
        const expected = ['verified', 'removed', 'removed', 'verified', 'verified'];
        assert.deepEqual(
            names.map((name) => ledger.statusOf(name)),
            expected,
        );
        const again = reopen();
        assert.deepEqual(
            names.map((name) => again.statusOf(name)),
            expected,
        );
    });

    it('drops a record that a kill cut off, and goes on behind the last whole one', async () => {
        opened.ledger.append([[role(1), 'sent']]);
        await appendFile(join(folder, ASSIGNMENT_LEDGER_FILE), Buffer.alloc(11, 1));
        reopen().append([[role(2), 'found']]);
        const ledger = reopen();
        assert.deepEqual([ledger.size, ledger.statusOf(role(1)), ledger.statusOf(role(2))], [2, 'sent', 'found']);
    });
});
