import { setTimeout as sleep } from 'node:timers/promises';
import type { Tenant } from '../../migrator/tenant/tenant.ts';

/**
 * Loads users as the best public loader does: one job at a time, 1,000 users a file or as many as a request takes, and looks
 * that come twice as late each time, from 2 to 30 seconds.
 *
 * @param speedUp - how many times faster than in life time goes
 * @returns users a second
 */
export async function loadPlainly(
    tenant: Tenant,
    connectionId: string,
    records: readonly string[],
    speedUp: number,
): Promise<{ usersPerSecond: number; calls: number }> {
    const startedAt = performance.now();
    let calls = 0;
    for (let at = 0; at < records.length; ) {
        let bytes = 2;
        let end = at;
        while (end < records.length && end - at < 1_000 && bytes + (records[end] ?? '').length + 1 <= 510_000) {
            bytes += (records[end] ?? '').length + 1;
            end += 1;
        }
        const file = Buffer.from(`[${records.slice(at, end).join(',')}]`);
        const { id } = await tenant.jobs.createUsersImport({
            connectionId,
            file,
            upsert: false,
            externalId: `plain-${at}`,
        });
        calls += 1;
        for (let delayMs = 2_000; ; delayMs = Math.min(30_000, delayMs * 2)) {
            await sleep(delayMs / speedUp);
            calls += 1;
            if ((await tenant.jobs.getJob(id))?.status !== 'pending') break;
        }
        at = end;
    }
    return { usersPerSecond: records.length / ((performance.now() - startedAt) / 1000), calls };
}
