import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isMigrationError, type MigrationSettings } from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import type { PassingRequest } from '../migrator/running/interfering-proxy.ts';
import type { OpenMigration } from '../migrator/running/open-migration.ts';
import type { DeathWish } from './migrate-and-die.ts';

/** How a run ends before its end. */
export type StopKind = 'told to stop' | 'killed';

/** A request at which a run is stopped. */
export interface StopPoint {
    readonly isRequest: (passing: PassingRequest) => boolean;
    /** The how many such request, from 1. */
    readonly number: number;
    readonly moment: 'before' | 'after';
}

const isExport = ({ method, path }: PassingRequest) => method === 'POST' && path === '/api/v2/jobs/users-exports';
const isDownload = ({ path }: PassingRequest) => path.startsWith('/_exports/');
const isImport = ({ path }: PassingRequest) => path === '/api/v2/jobs/users-imports';
const isJob = ({ method, path }: PassingRequest) => method === 'GET' && /^\/api\/v2\/jobs\/[^/]+$/.test(path);
const isLookUp = ({ path }: PassingRequest) => path === '/api/v2/users-by-email';

/** Import jobs that the runs of the matrix need, at the least. */
const SUBMISSIONS = 3;

/**
 * Every stage of a run and where it is stopped in it; one after the other where several attempts are.
 *
 * An attempt that is stopped `settle`-ing finds a job of an earlier one. A stage without a point is over: the run did everything, and
 * nobody heard.
 */
export const STAGES: Readonly<Record<string, readonly StopPoint[] | 'before the answer'>> = {
    'settle: before a job is followed': [
        { isRequest: isImport, number: 1, moment: 'after' },
        { isRequest: isJob, number: 1, moment: 'before' },
    ],
    'settle: after a job was followed': [
        { isRequest: isImport, number: 2, moment: 'after' },
        { isRequest: isJob, number: 1, moment: 'after' },
    ],
    'export: before its job': [{ isRequest: isExport, number: 1, moment: 'before' }],
    'export: after its job': [{ isRequest: isExport, number: 2, moment: 'after' }],
    'export: before a download': [{ isRequest: isDownload, number: 1, moment: 'before' }],
    decide: [{ isRequest: isDownload, number: 2, moment: 'after' }],
    ...Object.fromEntries(
        Array.from({ length: SUBMISSIONS }, (_, index) => index + 1).flatMap((number) =>
            (['before', 'after'] as const).map((moment): [string, StopPoint[]] => [
                `import: ${moment} submission ${number}`,
                [{ isRequest: isImport, number, moment }],
            ]),
        ),
    ),
    reconcile: [{ isRequest: isLookUp, number: 1, moment: 'before' }],
    'verify: before its export': [{ isRequest: isExport, number: 3, moment: 'before' }],
    'verify: after its download': [{ isRequest: isDownload, number: 3, moment: 'after' }],
    'before the answer': 'before the answer',
};

/**
 * Makes an attempt at a run that is stopped at a point.
 *
 * @returns whether it was; an attempt that never came to the point did everything
 */
export async function stopAt(
    migration: OpenMigration,
    settings: Parameters<OpenMigration['settings']>[0],
    point: StopPoint | 'before the answer',
    kind: StopKind,
): Promise<boolean> {
    const whole = migration.settings(settings);
    return kind === 'killed' ? await kill(migration, whole, point) : await tell(migration, whole, point);
}

async function tell(
    migration: OpenMigration,
    settings: MigrationSettings,
    point: StopPoint | 'before the answer',
): Promise<boolean> {
    const { proxy } = migration;
    const controller = new AbortController();
    const isStopped = watch(proxy, point, () => {
        controller.abort();
    });
    try {
        await migration.run({
            ...settings,
            to: settings.target.connectionName,
            clock: impatientClock,
            signal: controller.signal,
        });
    } catch (error) {
        assert.ok(isStopped() && isMigrationError(error), String(error));
        assert.equal(error.code, 'RUN_STOPPED');
    } finally {
        proxy.interferences = {};
    }
    return point === 'before the answer' || isStopped();
}

async function kill(
    { proxy, tenant }: OpenMigration,
    settings: MigrationSettings,
    point: StopPoint | 'before the answer',
): Promise<boolean> {
    const wish: DeathWish = {
        settings,
        caFiles: [proxy.caFile, tenant.caFile],
        diesBeforeAnswer: point === 'before the answer',
        isImpatient: true,
    };
    const child = spawn(process.execPath, [join(import.meta.dirname, 'migrate-and-die.ts'), JSON.stringify(wish)], {
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    const closed = once(child, 'close');
    const complaint = text(child.stderr);
    const isStopped = watch(proxy, point, async () => {
        child.kill('SIGKILL');
        await closed;
    });
    const [code, signal] = (await closed) as [number | null, string | null];
    proxy.interferences = {};
    if (signal === 'SIGKILL') return true;
    assert.equal(code, 0, await complaint);
    return isStopped();
}

function watch(
    proxy: OpenMigration['proxy'],
    point: StopPoint | 'before the answer',
    stop: () => void | Promise<void>,
): () => boolean {
    if (point === 'before the answer') return () => false;
    let count = 0;
    let isStopped = false;
    const stopHere = async () => {
        isStopped = true;
        await stop();
        return undefined;
    };
    proxy.interferences = {
        beforeTenant(passing) {
            if (!point.isRequest(passing)) return undefined;
            count += 1;
            return count === point.number && point.moment === 'before' ? stopHere() : undefined;
        },
        afterTenant(passing) {
            if (!point.isRequest(passing)) return undefined;
            return count >= point.number && !isStopped && point.moment === 'after' ? stopHere() : undefined;
        },
    };
    return () => isStopped;
}
