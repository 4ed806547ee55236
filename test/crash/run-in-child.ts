import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { InterferingProxy } from '../migrator/running/interfering-proxy.ts';
import type { DeathWish, Moment } from './migrate-and-die.ts';

/** Where a process is killed. */
export type DeathPoint =
    | { readonly at: 'journal'; readonly number: number; readonly moment: Moment }
    | { readonly at: 'request'; readonly number: number; readonly moment: 'before' | 'after' };

/**
 * Runs a migration in a process of its own, which is killed with `kill -9` at a point.
 *
 * @param proxy - through which it makes the requests that are counted
 * @param point - nowhere where it is undefined
 * @returns whether it was killed, and else how often it wrote to its journal
 */
export async function runInChild(
    proxy: InterferingProxy,
    wish: DeathWish,
    point: DeathPoint | undefined,
): Promise<{ wasKilled: boolean; writes: number }> {
    proxy.requests.length = 0;
    const program = join(import.meta.dirname, 'migrate-and-die.ts');
    const told = JSON.stringify({ ...wish, ...(point?.at === 'journal' ? { dieAtWrite: point } : {}) });
    const child = spawn(process.execPath, [program, told], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = text(child.stdout);
    if (await isKilledAt(proxy, child, point?.at === 'request' ? point : undefined))
        return { wasKilled: true, writes: 0 };
    return { wasKilled: false, ...(JSON.parse(await said) as { writes: number }) };
}

/**
 * Waits for the end of a process that makes its requests through a proxy, and kills it with `kill -9` at one of them.
 *
 * @param child - with its stderr in a pipe
 * @param point - nowhere where it is undefined
 * @returns whether it was killed; one that ends by itself must end well
 */
export async function isKilledAt(
    proxy: InterferingProxy,
    child: ChildProcess & { readonly stderr: Readable },
    point: { readonly number: number; readonly moment: 'before' | 'after' } | undefined,
): Promise<boolean> {
    const closed = once(child, 'close');
    const complained = text(child.stderr);
    const killAt = (moment: 'before' | 'after') => async (passing: { number: number }) => {
        if (point?.moment !== moment || passing.number !== point.number) return undefined;
        child.kill('SIGKILL');
        await closed;
        return 'cut' as never;
    };
    proxy.interferences = { beforeTenant: killAt('before'), afterTenant: killAt('after') };
    const [code, signal] = (await closed) as [number | null, string | null];
    proxy.interferences = {};
    if (signal === 'SIGKILL') return true;
    assert.equal(code, 0, await complained);
    return false;
}
