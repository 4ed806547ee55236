import type { PlannedMigration } from '../migration.ts';
import type { AwaitedGhosts, ListedGhost } from './awaited-ghosts.ts';

/** What became of the users whose login was waited for. */
export interface AwaitedOutcome {
    /** Users whom the target shows now: they have logged in, or somebody has removed what kept them out. */
    readonly healed: number;
    /** Users who are still kept out. */
    readonly waiting: readonly ListedGhost[];
}

/** Finds out who of those whose login was waited for is whole now: the plan knows, for it was made with the target's users. */
export async function awaitedOutcomeOf(awaited: AwaitedGhosts, plan: PlannedMigration): Promise<AwaitedOutcome> {
    const waiting: ListedGhost[] = [];
    let healed = 0;
    if (awaited.size === 0) return { healed, waiting };
    for await (const fates of plan.fates()) {
        for (const fate of fates) {
            const ghost = fate.sourceUserId === undefined ? undefined : awaited.get(fate.sourceUserId);
            if (ghost === undefined) continue;
            if (fate.fate === 'excluded' && fate.reason === 'GHOST_AWAITS_LOGIN') waiting.push(ghost);
            else if (fate.fate === 'existing' || (fate.fate === 'planned' && fate.upsert)) healed += 1;
        }
    }
    return { healed, waiting };
}
