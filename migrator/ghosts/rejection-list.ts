import {
    type ClassifiedRejection,
    MOST_NAMED,
    type NamedUser,
    type ReconciledMigration,
    type RejectionClass,
} from '../migration.ts';
import { ghostListOf, type ListedGhost } from '../run/awaited-ghosts.ts';
import { artifactName } from '../run/run.ts';
import { type ArtifactWriter, openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { jsonLine } from '../run-store/json-lines.ts';

/** Rejected users that are in the target all the same. */
const IN_TARGET: ReadonlySet<RejectionClass> = new Set(['imported', 'repaired', 'existing']);

/** Lists what rejected users turned out to be, and counts them; memory holds nobody, since a hundred thousand may be refused. */
export class RejectionList {
    private readonly byClass: Partial<Record<RejectionClass, number>> = {};
    private readonly byReason: Record<string, number> = {};
    private readonly named: NamedUser[] = [];
    private refusedUpdates = 0;
    private readonly artifact: string;
    private readonly withIdentifiers: boolean;
    private readonly ghostArtifact: string;
    private readonly artifacts: Artifacts;
    private readonly rejections: ArtifactWriter;
    private ghosts: ArtifactWriter | undefined;

    /**
     * Opens the list.
     *
     * @param pass - number of the pass
     * @param withIdentifiers - whether the first users may be named in a report
     */
    constructor(artifacts: Artifacts, pass: number, withIdentifiers: boolean) {
        this.artifacts = artifacts;
        this.artifact = artifactName(pass, 'rejected.ndjson');
        this.ghostArtifact = ghostListOf(pass);
        this.withIdentifiers = withIdentifiers;
        this.rejections = openArtifactWriter(artifacts, this.artifact);
    }

    /**
     * Adds a user.
     *
     * @param isUpdate - whether the target has it, and it was to be updated
     */
    async add(rejection: ClassifiedRejection, email: string, isUpdate: boolean): Promise<void> {
        const { class: found, codes, sourceUserId } = rejection;
        this.byClass[found] = (this.byClass[found] ?? 0) + 1;
        if (!IN_TARGET.has(found)) {
            const reason = `${found} ${codes.join('+')}`;
            this.byReason[reason] = (this.byReason[reason] ?? 0) + 1;
        }
        if (isUpdate && found !== 'imported' && found !== 'repaired') this.refusedUpdates += 1;
        if (this.withIdentifiers && this.named.length < MOST_NAMED)
            this.named.push({ sourceUserId, email, what: `${found} ${codes.join('+')}` });
        await this.rejections.write(jsonLine(rejection));
        if (found === 'ghost') await this.addGhost({ sourceUserId, email });
    }

    /** Adds a user whom a ghost keeps out, perhaps since an earlier pass, to a list of its own. */
    async addGhost(ghost: ListedGhost): Promise<void> {
        this.ghosts ??= openArtifactWriter(this.artifacts, this.ghostArtifact);
        await this.ghosts.write(jsonLine(ghost));
    }

    /** Gives what was counted. */
    counts(): Pick<ReconciledMigration, 'rejections' | 'refusedUpdates' | 'named' | 'ghostArtifact'> {
        const { artifact, byClass, byReason, refusedUpdates, named } = this;
        const ghostArtifact = this.ghosts === undefined ? undefined : this.ghostArtifact;
        return { rejections: { artifact, byClass, byReason }, refusedUpdates, named, ghostArtifact };
    }

    /** Ends both lists. */
    async end(): Promise<void> {
        await this.rejections.end();
        await this.ghosts?.end();
    }

    /** Gives both lists up. */
    async abort(): Promise<void> {
        await this.rejections.abort();
        await this.ghosts?.abort();
    }
}
