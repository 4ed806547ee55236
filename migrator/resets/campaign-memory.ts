import { digestText } from '../records/digest.ts';
import type { ResetAccount } from './reset-candidate.ts';
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

    /** Says what became of an account of the target; undefined for one that may be sent something. */
    stateOf(account: ResetAccount): 'sent' | 'unknown' | undefined {
        return this.run.store.journal.state.resets.get(this.campaign)?.get(this.digestOf(account));
    }

    /** Records that a request for an account is about to leave. */
    async start(account: ResetAccount): Promise<void> {
        await this.run.store.journal.append({ type: 'reset-started', ...this.factOf(account) });
    }

    /** Records that Auth0 took the request, or that it certainly did not. */
    async finish(account: ResetAccount, outcome: 'sent' | 'refused'): Promise<void> {
        await this.run.store.journal.append({ type: 'reset-finished', ...this.factOf(account), outcome });
    }

    private factOf(account: ResetAccount) {
        const at = new Date(this.run.time.clock.now()).toISOString();
        return { campaign: this.campaign, user: this.digestOf(account), at };
    }

    private digestOf({ userId, createdAt }: ResetAccount): string {
        return digestText(this.run.store.ledger.digest(`reset ${userId} ${createdAt}`));
    }
}
