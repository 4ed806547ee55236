import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
    const closed = once(child, 'close');
    const [said, complained] = [text(child.stdout), text(child.stderr)];
    const killAt = (moment: 'before' | 'after') => async (passing: { number: number }) => {
        if (point?.at !== 'request' || point.moment !== moment || passing.number !== point.number) return undefined;
        child.kill('SIGKILL');
        await closed;
        return 'cut' as never;
    };
    proxy.interferences = { beforeTenant: killAt('before'), afterTenant: killAt('after') };
    const [code, signal] = (await closed) as [number | null, string | null];
    proxy.interferences = {};
    if (signal === 'SIGKILL') return { wasKilled: true, writes: 0 };
    assert.equal(code, 0, await complained);
    return { wasKilled: false, ...(JSON.parse(await said) as { writes: number }) };
}
