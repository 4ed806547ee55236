import { REPLACED_LIST, type ReplacedUser } from '../rollback/replaced-users.ts';
import { artifactName } from '../run/run.ts';
import { type ArtifactWriter, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLines } from '../run-store/json-lines.ts';
import { isCreatedByRun } from '../run-store/ledger.ts';
import type { RunStore } from '../run-store/run-store.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { replacedFields } from '../users/replaced-fields.ts';

/** Keeps what a pass is about to replace of accounts that were in the target before the run, so that a rollback can restore it. */
export class ReplacedList {
    private readonly store: Pick<RunStore, 'artifacts' | 'ledger'>;
    private readonly name: string;
    private writer: ArtifactWriter | undefined;

    /** Opens the list of a pass; it is no file before it has somebody in it. */
    constructor(store: Pick<RunStore, 'artifacts' | 'ledger'>, pass: number) {
        this.store = store;
        this.name = artifactName(pass, REPLACED_LIST);
    }

    /** Adds those of some users whose accounts were there before and will be updated. */
    async add(users: readonly DecidedUser[]): Promise<void> {
        const replaced = users.flatMap((user) => this.replacedOf(user));
        if (replaced.length === 0) return;
        this.writer ??= openArtifactWriter(this.store.artifacts, this.name);
        for (const line of jsonLines(replaced)) await this.writer.write(line);
    }

    /** Completes the list. */
    async end(): Promise<void> {
        await this.writer?.end();
    }

    /** Gives the list up. */
    async abort(): Promise<void> {
        await this.writer?.abort();
    }

    private replacedOf({ fate, found }: DecidedUser): ReplacedUser[] {
        if (fate.kind !== 'update' || found === undefined) return [];
        const { sourceUserId, targetUserId, isAdoption, patch } = fate;
        // What this run has created has no state before it.
        if (!isAdoption && isCreatedByRun(this.store.ledger.get(sourceUserId))) return [];
        return [{ sourceUserId, targetUserId, ...replacedFields(found, patch.body) }];
    }
}
