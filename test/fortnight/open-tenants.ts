import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalTenant, startLocalTenant } from '../../local/tenant/index.ts';
import type { Place } from '../checker/check-people.ts';
import type { CheckedSide } from '../checker/checked-side.ts';
import { allowManyLogins } from '../checker/checked-side.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';
import { trust } from '../migrator/running/trust.ts';
import { freePort } from '../migrator/scripts/sources/database-process.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The tenants of a fortnight: one for each side, or one for both. */
export interface FortnightTenants {
    readonly tenants: Readonly<Record<Place, OpenTenant>>;
    /** How far the tenants' clocks are ahead of this machine's, in milliseconds. */
    readonly aheadMs: number;
    /** Moves their clocks to the next day. */
    sleepOver(): Promise<void>;
    /** Looks at copies of the tenants, which may be changed at will. */
    withCopies<T>(look: (sides: Readonly<Record<Place, Omit<CheckedSide, 'connection'>>>) => Promise<T>): Promise<T>;
    close(): Promise<void>;
}

/**
 * Starts the tenants with their clocks in hand.
 *
 * @param seeds - entries of a seed file; where there is one tenant, it gets both
 */
export async function openTenants(
    isOneTenant: boolean,
    seeds: Readonly<Record<Place, readonly object[]>>,
): Promise<FortnightTenants> {
    const folder = await mkdtemp(join(tmpdir(), 'fortnight-'));
    // A tenant whose scripts call itself has to know its own port before it starts.
    const port = await freePort();
    const open = async (name: Place, seed: readonly object[]) => {
        await mkdir(join(folder, name));
        const tenant = await openTenant({
            ...{ control: true, seed: [...seed], storeFile: join(folder, name, 'tenant.db') },
            ...{ scriptHosts: [`localhost:${port}`], ...(name === 'source' ? { port } : {}) },
        });
        await allowManyLogins(tenant.management);
        trust(tenant.caFile);
        return tenant;
    };
    const source = await open('source', isOneTenant ? [...seeds.source, ...seeds.target] : seeds.source);
    const target = isOneTenant ? source : await open('target', seeds.target);
    const tenants = { source, target };
    const each = [...new Set([source, target])];
    let aheadMs = 0;
    let copies = 0;
    return {
        tenants,
        get aheadMs() {
            return aheadMs;
        },
        async sleepOver() {
            for (const tenant of each) await moveClock(tenant, tenant.fetch, DAY_MS);
            aheadMs += DAY_MS;
        },
        async withCopies(look) {
            copies += 1;
            const started = new Map<OpenTenant, LocalTenant>();
            const place = join(folder, `copies-${copies}`);
            try {
                for (const [index, tenant] of each.entries()) {
                    const copy = join(place, String(index));
                    await cp(join(folder, index === 0 ? 'source' : 'target'), copy, { recursive: true });
                    const port = await freePort();
                    const storeFile = join(copy, 'tenant.db');
                    // Without hosts that scripts may call: nobody moves by a login at a copy.
                    const running = await startLocalTenant({ storeFile, port, control: true, jobRate: 1_000_000 });
                    started.set(tenant, running);
                    await moveClock(running, tenant.fetch, aheadMs);
                }
                const sideOf = (tenant: OpenTenant) => {
                    const { domain, clientId, clientSecret } = started.get(tenant) ?? tenant;
                    return { domain, clientId, clientSecret, fetch: tenant.fetch };
                };
                return await look({ source: sideOf(source), target: sideOf(target) });
            } finally {
                for (const running of started.values()) await running.close();
                await rm(place, { recursive: true, force: true });
            }
        },
        async close() {
            for (const tenant of each) await tenant.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
}

/** Gives the authorities of tenants as one file's text. */
export async function authoritiesOf(tenants: Readonly<Record<Place, OpenTenant>>): Promise<string> {
    const files = await Promise.all(Object.values(tenants).map(({ caFile }) => readFile(caFile, 'utf8')));
    return files.join('\n');
}

async function moveClock({ domain }: LocalTenant, send: typeof fetch, ms: number): Promise<void> {
    const answer = await send(`https://${domain}/_local/clock`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advance_ms: ms }),
    });
    if (!answer.ok) throw new Error(`the clock was not moved: ${answer.status} ${await answer.text()}`);
}
