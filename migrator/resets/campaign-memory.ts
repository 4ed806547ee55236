import { digestText } from '../records/digest.ts';
import type { ResetNeeds } from './reset-needs.ts';

/** What a run remembers of one reset campaign: to whom something was sent, and for whom nobody knows. */
export class CampaignMemory {
    private readonly run: Pick<ResetNeeds, 'store' | 'time'>;
    private readonly campaign: string;

    /** Makes the memory of a campaign of a run. */
    constructor(run: Pick<ResetNeeds, 'store' | 'time'>, campaign: string) {
        this.run = run;
        this.campaign = campaign;
    }

    /** Says what became of a user of the target, by its full ID; undefined for one that may be sent something. */
    stateOf(userId: string): 'sent' | 'unknown' | undefined {
        return this.run.store.journal.state.resets.get(this.campaign)?.get(this.digestOf(userId));
    }

    /** Records that a request for a user is about to leave. */
    async start(userId: string): Promise<void> {
        await this.run.store.journal.append({ type: 'reset-started', ...this.factOf(userId) });
    }

    /** Records that Auth0 took the request, or that it certainly did not. */
    async finish(userId: string, outcome: 'sent' | 'refused'): Promise<void> {
        await this.run.store.journal.append({ type: 'reset-finished', ...this.factOf(userId), outcome });
    }

    private factOf(userId: string) {
        const at = new Date(this.run.time.clock.now()).toISOString();
        return { campaign: this.campaign, user: this.digestOf(userId), at };
    }

    private digestOf(userId: string): string {
        return digestText(this.run.store.ledger.digest(`reset ${userId}`));
    }
}
