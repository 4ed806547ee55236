import type { Ledger, LedgerRecord } from './ledger.ts';

/**
 * Changes what the ledger keeps of users; those that it does not know stay unknown.
 *
 * @param sourceUserIds - full IDs in the source
 */
export async function changeRecords(
    ledger: Pick<Ledger, 'get' | 'append'>,
    sourceUserIds: readonly string[],
    change: Partial<LedgerRecord>,
): Promise<void> {
    await ledger.append(
        sourceUserIds.flatMap((sourceUserId): [string, LedgerRecord][] => {
            const known = ledger.get(sourceUserId);
            return known === undefined ? [] : [[sourceUserId, { ...known, ...change }]];
        }),
    );
}
