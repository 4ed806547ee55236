import type { Line } from '../records/lines.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { readLines } from '../run-store/read-lines.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { WorkItem } from '../users/user-fate.ts';

const TAB = 9;

/** Where the list of what is to be sent lies: only this process can read it. */
export interface WorkList {
    readonly artifacts: Artifacts;
    readonly artifact: string;
}

/** A work item whose record was not parsed yet. */
export type UnreadItem = Omit<WorkItem, 'user'>;

/**
 * Writes a user that is sent, or blocked, as a line of the work list: what the ledger will keep of it, a tab, and its record.
 *
 * JSON holds no tab, so the record is found and sent without being read.
 *
 * @returns undefined for a user that is not sent
 */
export function workLineOf(user: DecidedUser): string | undefined {
    const { fate, record, decision, source, fields, written, kept, replaces, password, movedByLogin, factors } = user;
    const request = requestOf(user);
    if (record === undefined || request === undefined) return undefined;
    const { line, sourceUserId } = fate;
    const remembered = { source, decision, fields, written, kept, password, movedByLogin, factors };
    return `${JSON.stringify({ line, sourceUserId, ...request, replaces, ...remembered })}\t${record}\n`;
}

function requestOf({
    fate,
    targetUserId,
    seen,
}: DecidedUser): Pick<UnreadItem, 'kind' | 'targetUserId' | 'seen'> | undefined {
    switch (fate.kind) {
        case 'new':
            return { kind: 'new' };
        case 'update':
            return {
                kind: fate.isAdoption ? 'adopt' : 'patch',
                targetUserId: fate.targetUserId,
                seen: fate.patch.seen,
            };
        case 'excluded':
            return seen === undefined ? undefined : { kind: 'block', targetUserId, seen };
        default:
            return undefined;
    }
}

/** Reads a work list in its order, some items at a time. */
export async function* readWorkList({ artifacts, artifact }: WorkList): AsyncGenerator<UnreadItem[]> {
    for await (const lines of readLines(artifacts, artifact)) yield lines.map(itemOf);
}

/** Parses the record of an item. */
export function readItem(item: UnreadItem): WorkItem {
    return { ...item, user: JSON.parse(item.record) as UserRecord };
}

function itemOf({ bytes }: Line): UnreadItem {
    const tab = bytes.indexOf(TAB);
    const head = JSON.parse(bytes.toString('utf8', 0, tab)) as Omit<UnreadItem, 'record'>;
    return { ...head, record: bytes.toString('utf8', tab + 1) };
}
