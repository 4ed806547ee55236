import { confirmedRecord } from '../identity/confirmed-record.ts';
import { differingFields } from '../identity/differing-fields.ts';
import { digestFields } from '../identity/field-digests.ts';
import { findCounterpart } from '../identity/find-counterpart.ts';
import { sentUserOf } from '../identity/sent-user.ts';
import type { TargetIndex } from '../identity/target-index.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { ReconciledMigration } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet, DigestTable } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import type { UserRecord } from '../records/user-record.ts';
import { artifactName } from '../run/run.ts';
import { openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { RandomAccessFile } from '../run-store/artifacts.ts';
import { type LedgerRecord, LIVE_STATUSES } from '../run-store/ledger.ts';
import { readSourceLine } from '../users/source-record.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';

/** Who has become whom: the users of the source that are in the target. */
export interface Counterparts {
    /** How many there are. */
    readonly users: number;
    /** Gives the full ID in the target of a user of the source; undefined for whoever was not moved. */
    targetOf(sourceUserId: string): string | undefined;
    /** Tells whether a user of the target is one of them. */
    isMoved(targetUserId: string): boolean;
    /** Closes the file behind it. */
    close(): void;
}

/** Hears of each pair while the source is read. */
export type PairListener = (sourceUserId: string, targetUserId: string, profile: UserRecord) => Promise<void> | void;

interface Line {
    readonly from: string;
    readonly to: string;
}

/**
 * Finds the counterpart of every user of the source, once: by the ledger and an export of the target that was made after the import.
 *
 * The pairs lie in a file; the memory holds two digests and a place a user.
 *
 * @param index - of an export of the target that was made after the import
 */
export async function openCounterparts(
    run: AssignmentNeeds,
    { decided }: Pick<ReconciledMigration, 'decided'>,
    index: TargetIndex,
    onPair: PairListener = () => undefined,
): Promise<Counterparts> {
    const { store, definition, source } = run;
    const artifact = counterpartsArtifact(decided.pass.number);
    const places = new DigestTable(decided.exported.source.users);
    const moved = new DigestSet(decided.exported.source.users);
    const connection = source.kind === 'file' ? undefined : source.connection.name;
    const writer = openArtifactWriter(store.ephemeral, artifact);
    const digest = (text: string) => store.ledger.digest(text);
    const isAsSent = ({ profile }: TargetUser, { fields }: LedgerRecord) =>
        differingFields(fields, digestFields(profile, digest)).length === 0;
    let offset = 0;
    try {
        const chunks = store.artifacts.read(decided.exported.source.artifact) as AsyncIterable<Buffer>;
        for await (const lines of splitLines(chunks)) {
            run.time.stopIfAsked();
            const written: Buffer[] = [];
            for (const line of lines) {
                const read = readSourceLine(line, definition.source, connection);
                if ('reason' in read) continue;
                const { sourceUserId, profile } = read;
                const recorded = store.ledger.get(sourceUserId);
                // Whom the ledger does not know is taken by identity, unless the decision found another person in it.
                if (recorded === undefined ? !decided.isKept(sourceUserId) : !LIVE_STATUSES.has(recorded.status))
                    continue;
                const submission =
                    recorded === undefined ? undefined : store.journal.state.submissions.get(recorded.submission);
                const known = confirmedRecord(recorded, submission);
                // An account that only has the address, and whose update perhaps never was written, is not taken for the user.
                if (recorded !== undefined && known === undefined) continue;
                const sent = sentUserOf(profile, known, submission, isAsSent);
                const user = findCounterpart(index, definition.userIds, sourceUserId, known, sent);
                if (user === undefined) continue;
                const bytes = Buffer.from(`${JSON.stringify({ from: sourceUserId, to: user.userId })}\n`);
                if (!places.add(digest64(sourceUserId), offset)) continue;
                moved.add(digest64(user.userId));
                offset += bytes.length;
                written.push(bytes);
                await onPair(sourceUserId, user.userId, profile);
            }
            if (written.length > 0) await writer.write(Buffer.concat(written));
        }
        await writer.end();
    } catch (error) {
        await writer.abort();
        throw error;
    }
    return new FiledCounterparts(places, moved, store.ephemeral.openForRandomAccess(artifact));
}

/** Reads who was moved again: digests of IDs in the target. */
export async function readMovedUsers(run: AssignmentNeeds, pass: number): Promise<DigestSet> {
    const moved = new DigestSet();
    const chunks = run.store.ephemeral.read(counterpartsArtifact(pass)) as AsyncIterable<Buffer>;
    for await (const lines of splitLines(chunks)) {
        for (const { bytes } of lines) moved.add(digest64((JSON.parse(bytes.toString('utf8')) as Line).to));
    }
    return moved;
}

function counterpartsArtifact(pass: number): string {
    return artifactName(pass, 'counterparts.ndjson');
}

class FiledCounterparts implements Counterparts {
    private readonly places: DigestTable;
    private readonly moved: DigestSet;
    private readonly file: RandomAccessFile;

    constructor(places: DigestTable, moved: DigestSet, file: RandomAccessFile) {
        this.places = places;
        this.moved = moved;
        this.file = file;
    }

    get users(): number {
        return this.places.size;
    }

    targetOf(sourceUserId: string): string | undefined {
        const place = this.places.get(digest64(sourceUserId));
        if (place === undefined) return undefined;
        const { from, to } = JSON.parse(this.file.lineAt(place).toString('utf8')) as Line;
        return from === sourceUserId ? to : undefined;
    }

    isMoved(targetUserId: string): boolean {
        return this.moved.has(digest64(targetUserId));
    }

    close(): void {
        this.file.close();
    }
}
