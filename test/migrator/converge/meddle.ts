import assert from 'node:assert/strict';
import type { InterferingProxy, PassingRequest } from '../running/interfering-proxy.ts';
import { importsOf } from '../running/open-migration.ts';
import type { World } from './open-world.ts';

const HOUR_MS = 3_600_000;

type AttemptOptions = Parameters<World['attempt']>[0];

/** Tells whether a request makes an import job. */
export function isImport({ method, path }: PassingRequest): boolean {
    return method === 'POST' && path === '/api/v2/jobs/users-imports';
}

/** Tells whether a request makes an export job. */
export function isExport({ method, path }: PassingRequest): boolean {
    return method === 'POST' && path === '/api/v2/jobs/users-exports';
}

/** Tells whether a request fetches the file of an export. */
export function isDownload({ path }: PassingRequest): boolean {
    return path.startsWith('/_exports/');
}

/** Tells whether a request updates a user. */
export function isUpdate({ method, path }: PassingRequest): boolean {
    return method === 'PATCH' && path.startsWith('/api/v2/users/');
}

/** Acts once, just before the first request of a kind reaches the tenant. */
export function beforeFirst(
    proxy: InterferingProxy,
    isWanted: (request: PassingRequest) => boolean,
    act: (request: PassingRequest) => Promise<unknown>,
): void {
    let isDone = false;
    proxy.interferences = {
        beforeTenant: async (passing) => {
            if (isDone || !isWanted(passing)) return undefined;
            isDone = true;
            await act(passing);
            return undefined;
        },
    };
}

/** Moves the clocks of both tenants, which need the option `control`. */
export async function letHoursPass({ source, target }: World, hours: number): Promise<void> {
    for (const { tenant } of [source, target]) {
        const answer = await tenant.fetch(`https://${tenant.domain}/_local/clock`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ advance_ms: hours * HOUR_MS }),
        });
        assert.equal(answer.status, 200);
    }
}

/** Acts on the world between the import and its verification: when the target is first exported after users were written. */
export function betweenImportAndVerification(world: World, act: () => Promise<unknown>): void {
    const { proxy } = world.target;
    const writes = () => importsOf(proxy).length + proxy.requests.filter(isUpdate).length;
    const before = writes();
    beforeFirst(proxy, (request) => isExport(request) && writes() > before, act);
}

/** Makes one attempt that is stopped when both exports have arrived and nobody was sent. */
export async function stopAfterExports(world: World, options: AttemptOptions = {}): Promise<void> {
    const stop = new AbortController();
    const proxies = [world.source.proxy, world.target.proxy];
    const fetched = new Set<InterferingProxy>();
    for (const proxy of proxies) {
        proxy.interferences = {
            afterTenant: (passing) => {
                if (isDownload(passing)) fetched.add(proxy);
                if (fetched.size === proxies.length) stop.abort(new Error('stop'));
                return undefined;
            },
        };
    }
    await stopped(world, options, stop.signal);
    if (importsOf(world.target.proxy).length > 0) throw new Error('somebody was sent before the stop');
}

/** Makes one attempt that is stopped when the second import job was made. */
export async function stopAtSecondImport(world: World, options: AttemptOptions): Promise<void> {
    await stopAfter(world, (passing) => isImport(passing) && importsOf(world.target.proxy).length >= 2, options);
}

/** Makes one attempt that is stopped before a request of a kind reaches the target. */
export async function stopBefore(world: World, isWanted: (request: PassingRequest) => boolean): Promise<void> {
    const stop = new AbortController();
    beforeFirst(world.target.proxy, isWanted, () => {
        stop.abort(new Error('stop'));
        return Promise.resolve();
    });
    await stopped(world, {}, stop.signal);
}

/** Makes one attempt that is stopped when the target has answered a request of a kind. */
export async function stopAfter(
    world: World,
    isWanted: (request: PassingRequest) => boolean,
    options: AttemptOptions = {},
): Promise<void> {
    const stop = new AbortController();
    world.target.proxy.interferences = {
        afterTenant: (passing) => {
            if (isWanted(passing)) stop.abort(new Error('stop'));
            return undefined;
        },
    };
    await stopped(world, options, stop.signal);
}

/** Makes one attempt that is stopped when a request of a kind to the target is lost. */
export async function stopAtLost(world: World, isWanted: (request: PassingRequest) => boolean): Promise<void> {
    const stop = new AbortController();
    world.target.proxy.interferences = {
        beforeTenant: (passing) => {
            if (!isWanted(passing)) return undefined;
            stop.abort(new Error('stop'));
            return 'cut';
        },
    };
    await stopped(world, {}, stop.signal);
}

async function stopped(world: World, options: AttemptOptions, signal: AbortSignal): Promise<void> {
    const { error } = await world.attempt({ ...options, signal });
    for (const { proxy } of [world.source, world.target]) proxy.interferences = {};
    if (error?.code !== 'RUN_STOPPED') throw new Error(`expected a stopped run, got ${error?.code ?? 'a report'}`);
}
