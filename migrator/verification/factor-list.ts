import type { Counts } from '../plan/plan-counts.ts';
import { digestText } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { type FactorKind, isCreatedByRun } from '../run-store/ledger.ts';
import type { RunStore } from '../run-store/run-store.ts';

/** A moved user who has to enroll again. */
interface FactorLine {
    readonly sourceUserId: string;
    /** The full ID in the target. */
    readonly user: string;
    readonly email: string | undefined;
    /** Kinds of factors, in Auth0's words. */
    readonly factors: readonly string[];
}

/**
 * Lists the moved users whose second factors no API could move, for a message to them: those that the source shows and the target does not,
 * and those that Auth0 refused to import.
 */
export class FactorList {
    /** Name of the artifact that lists them, as NDJSON. */
    readonly artifact: string;
    private readonly store: RunStore;
    private readonly writer: ReturnType<typeof openArtifactWriter>;
    private readonly byKind: Record<string, number> = {};

    /** Opens an empty list. */
    constructor(store: RunStore, artifact: string) {
        this.store = store;
        this.artifact = artifact;
        this.writer = openArtifactWriter(store.artifacts, artifact);
    }

    /**
     * Adds a user, if it lost a factor.
     *
     * @param source - its profile in the source
     * @param target - its profile in the target
     */
    async add(sourceUserId: string, source: UserRecord, target: UserRecord): Promise<void> {
        const { journal, ledger } = this.store;
        const known = ledger.get(sourceUserId);
        // An account that was already in the target received no factors from this migration.
        const brought = isCreatedByRun(known) ? (known?.factors ?? []) : [];
        const enrolled = new Set([...kindsOf(target), ...brought.flatMap((kind) => SHOWN_AS[kind])]);
        const refused = journal.state.withoutFactors;
        const notImported = refused.size === 0 ? undefined : refused.get(digestText(ledger.digest(sourceUserId)));
        const factors = [...new Set([...kindsOf(source), ...(notImported ?? [])])].filter(
            (kind) => !enrolled.has(kind),
        );
        if (factors.length === 0) return;
        for (const kind of factors) this.byKind[kind] = (this.byKind[kind] ?? 0) + 1;
        const { email } = target;
        const line: FactorLine = {
            ...{ sourceUserId, user: String(target['user_id']), factors },
            email: typeof email === 'string' ? email : undefined,
        };
        await this.writer.write(jsonLine(line));
    }

    /** How many users lost each kind of factor. */
    get counts(): Counts {
        return this.byKind;
    }

    /** Writes the artifact. */
    end(): Promise<void> {
        return this.writer.end();
    }

    /** Gives the list up. */
    abort(): Promise<void> {
        return this.writer.abort();
    }
}

/** What a profile's `multifactor` calls the factors that an import brings. No document says it: an enrollment is listed by its provider. */
const SHOWN_AS: Readonly<Record<FactorKind, readonly string[]>> = {
    totp: ['totp', 'google-authenticator', 'guardian'],
    phone: ['phone', 'sms', 'guardian'],
    email: ['email'],
};

function kindsOf({ multifactor }: UserRecord): string[] {
    return Array.isArray(multifactor)
        ? (multifactor as unknown[]).filter((kind): kind is string => typeof kind === 'string')
        : [];
}
