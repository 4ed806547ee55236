import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { InterferingProxy, PassingRequest } from '../migrator/running/interfering-proxy.ts';
import type { Moment } from './die-at-write.ts';
import type { DeathWish } from './migrate-and-die.ts';
import type { StepOrder } from './step-and-die.ts';

/** Where a process is killed. */
export type DeathPoint =
    | { readonly at: 'journal'; readonly number: number; readonly moment: Moment }
    | { readonly at: 'request'; readonly number: number; readonly moment: 'before' | 'after' };

/** The first request of a kind, at which a process is killed. */
export interface DeathCall {
    readonly at: 'call';
    readonly isWanted: (request: PassingRequest) => boolean;
    readonly moment: 'before' | 'after';
}

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
    return await runProgram('migrate-and-die.ts', proxy, wish, point);
}

/**
 * Takes a step after the copy in a process of its own, which is killed with `kill -9` at a point; the rest as {@link runInChild}.
 */
export async function stepInChild(
    proxy: InterferingProxy,
    order: StepOrder,
    point: DeathPoint | DeathCall | undefined,
): Promise<{ wasKilled: boolean; writes: number }> {
    return await runProgram('step-and-die.ts', proxy, order, point);
}

async function runProgram(
    name: string,
    proxy: InterferingProxy,
    order: object,
    point: DeathPoint | DeathCall | undefined,
): Promise<{ wasKilled: boolean; writes: number }> {
    proxy.requests.length = 0;
    const program = join(import.meta.dirname, name);
    const told = JSON.stringify({ ...order, ...(point?.at === 'journal' ? { dieAtWrite: point } : {}) });
    const child = spawn(process.execPath, [program, told], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = text(child.stdout);
    if (await isKilledAt(proxy, child, point?.at === 'journal' ? undefined : point))
        return { wasKilled: true, writes: 0 };
    return { wasKilled: false, ...(JSON.parse(await said) as { writes: number }) };
}

/**
 * Spreads points over the end of what a process does.
 *
 * @param ends - requests, and writes to the journal, of a process that is not killed
 * @param last - how many of each the points are in
 * @param sample - how many points; with `CRASH_POINTS=all` they are all
 */
export function deathPoints(
    ends: { readonly requests: number; readonly writes: number },
    last: number,
    sample: number,
): DeathPoint[] {
    const numbers = (count: number) =>
        Array.from({ length: count }, (_, index) => index + 1).filter((number) => number > count - last);
    const all = [
        ...numbers(ends.requests).flatMap((number) =>
            (['before', 'after'] as const).map((moment): DeathPoint => ({ at: 'request', number, moment })),
        ),
        ...numbers(ends.writes).flatMap((number) =>
            (['before', 'half-written', 'after'] as const).map(
                (moment): DeathPoint => ({ at: 'journal', number, moment }),
            ),
        ),
    ];
    const step = process.env['CRASH_POINTS'] === 'all' ? 1 : Math.max(1, Math.floor(all.length / sample));
    return all.filter((_, index) => index % step === step - 1);
}

/**
 * Waits for the end of a process that makes its requests through a proxy, and kills it with `kill -9` at one of them.
 *
 * What the proxy does to answers, it goes on to do until then.
 *
 * @param child - with its stderr in a pipe
 * @param point - nowhere where it is undefined
 * @returns whether it was killed; one that ends by itself must end well
 */
async function isKilledAt(
    proxy: InterferingProxy,
    child: ChildProcess & { readonly stderr: Readable },
    point: Exclude<DeathPoint, { at: 'journal' }> | DeathCall | undefined,
): Promise<boolean> {
    const closed = once(child, 'close');
    const complained = text(child.stderr);
    const isPoint = (moment: 'before' | 'after', passing: PassingRequest) =>
        point?.moment === moment && (point.at === 'call' ? point.isWanted(passing) : passing.number === point.number);
    const kill = async (): Promise<undefined> => {
        child.kill('SIGKILL');
        await closed;
        return 'cut' as never;
    };
    const { interferences } = proxy;
    proxy.interferences = {
        beforeTenant: (passing) => (isPoint('before', passing) ? kill() : undefined),
        afterTenant: (passing, answer) =>
            isPoint('after', passing) ? kill() : interferences.afterTenant?.(passing, answer),
    };
    const [code, signal] = (await closed) as [number | null, string | null];
    proxy.interferences = {};
    if (signal === 'SIGKILL') return true;
    assert.equal(code, 0, await complained);
    return false;
}
