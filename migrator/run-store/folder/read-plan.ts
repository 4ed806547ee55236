import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { PLAN_FOLDER } from './plan-store.ts';

const PLAN_SCHEMA_VERSION = 3;

/**
 * Reads the last plans of a run: that of the command, and that of its last pass. Plans hold no personal data and are never encrypted.
 *
 * @param runFolder - the run's folder
 * @returns those that can be read
 */
export async function readPlans(runFolder: string): Promise<readonly Plan[]> {
    const plans: Plan[] = [];
    for (const folder of [join(runFolder, PLAN_FOLDER), runFolder]) {
        try {
            const plan = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as { schemaVersion?: unknown };
            if (plan.schemaVersion === PLAN_SCHEMA_VERSION) plans.push(plan as Plan);
        } catch {
            // A preview does without: the quick count takes its place.
        }
    }
    return plans;
}
