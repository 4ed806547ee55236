import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRunFile, runFileOf } from '../files.ts';
import { PLAN_FOLDER } from './plan-store.ts';
import { lockRun } from './run-lock.ts';

/** A file that was removed. */
export interface PurgedFile {
    /** From the folder that was purged. */
    readonly name: string;
    /** What it contained, for a person. */
    readonly holds: string;
}

/**
 * Tells whether a folder is that of a plan: named as one, with nothing in it that a plan does not make.
 *
 * A folder in which anything else lies is somebody's own.
 */
export async function isPlanFolder(folder: string): Promise<boolean> {
    const names = await namesIn(folder);
    if (basename(folder) !== PLAN_FOLDER || !names.every(isRunFile)) return false;
    return names.some((name) => /^pass-\d+-/.test(name)) || (names.includes('plan.json') && (await holdsPlan(folder)));
}

/** Tells whether a folder is that of a run of which nothing was made but a plan. */
export async function isFolderOfPlanOnly(folder: string): Promise<boolean> {
    const names = await namesIn(folder);
    return (
        names.every((name) => name === PLAN_FOLDER || isRunFile(name)) &&
        (await isPlanFolder(join(folder, PLAN_FOLDER)))
    );
}

/**
 * Removes the files of a plan, and their folder.
 *
 * @throws {MigrationError} `RUN_LOCKED` while the plan is being made
 */
export async function purgePlan(folder: string): Promise<PurgedFile[]> {
    const lock = await lockRun(folder);
    try {
        return await removeFiles(folder, (name) => !/^lock(\.|$)/.test(name));
    } finally {
        await lock.release();
        await removeIfEmpty(folder);
    }
}

/** Removes everything personal from the folder of a run, and its plan. Folders of somebody else stay. */
export async function purgeRunFiles(folder: string): Promise<PurgedFile[]> {
    const removed = await removeFiles(folder, (name) => runFileOf(name).personal !== 'none');
    const hasPlan = (await readdir(folder)).includes(PLAN_FOLDER);
    return hasPlan ? [...removed, ...(await purgePlan(join(folder, PLAN_FOLDER))).map(inPlan)] : removed;
}

async function removeFiles(folder: string, isDue: (name: string) => boolean): Promise<PurgedFile[]> {
    const removed: PurgedFile[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (entry.isDirectory() || !isDue(entry.name)) continue;
        await rm(join(folder, entry.name), { force: true });
        removed.push({ name: entry.name, holds: runFileOf(entry.name).holds });
    }
    return removed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Gives a file of a plan its name from the folder of the run. */
export function inPlan({ name, holds }: PurgedFile): PurgedFile {
    return { name: `${PLAN_FOLDER}/${name}`, holds };
}

/** Removes a folder in which nothing is left; any other stays. */
export async function removeIfEmpty(folder: string): Promise<void> {
    await rmdir(folder).catch(() => undefined);
}

async function namesIn(folder: string): Promise<string[]> {
    return await readdir(folder).catch(() => []);
}

async function holdsPlan(folder: string): Promise<boolean> {
    try {
        const plan = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as { digest?: unknown } | null;
        return /^[0-9a-f]{64}$/.test(String(plan?.digest));
    } catch {
        return false;
    }
}
