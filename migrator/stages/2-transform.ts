import { MigrationError } from '../errors.ts';
import { type HashIndex, openHashIndex } from '../exports/hash-index.ts';
import type { Batch, ExportedUsers, PlanCounts, PlannedMigration } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import { artifactName, type Run, stopIfAsked } from '../run.ts';
import { IMPORT_REQUEST_OVERHEAD_BYTES, MAX_IMPORT_REQUEST_BYTES } from '../tenant/limits.ts';
import { BatchPacker } from '../users/batches.ts';
import { emailKey } from '../users/import-record.ts';
import { type TransformedUser, transformUser } from '../users/transform-user.ts';

const MAX_FILE_BYTES = MAX_IMPORT_REQUEST_BYTES - IMPORT_REQUEST_OVERHEAD_BYTES;

/**
 * Decides every user's fate and counts them, without holding the users.
 *
 * The source is streamed once to decide and count, and again by each stage behind this one: memory holds a 64-bit digest a
 * user, whatever their number.
 *
 * @throws {MigrationError} `PASSWORD_HASHES_MISSING` when the definition says `whenMissing: 'refuse'` and a planned user has
 * no usable hash; `REQUEST_REFUSED` never: nothing is sent by this stage
 */
export async function transformUsers(run: Run, exported: ExportedUsers): Promise<PlannedMigration> {
    stopIfAsked(run);
    const existing = await readEmails(run, exported.target.artifact);
    const hashes =
        run.hashExportPath === undefined
            ? undefined
            : await openHashIndex(
                  run.hashExportPath,
                  run.source.connection.name,
                  run.artifacts,
                  artifactName(run, 'hashes.ndjson'),
              );
    const counter = new PlanCounter();
    const transform = (onDropped: (field: string) => void) => streamUsers(run, exported, existing, hashes, onDropped);
    const excludedArtifact = artifactName(run, 'excluded.ndjson');
    try {
        await run.artifacts.write(excludedArtifact, countAndListExcluded(run, exported, transform, counter));
        const counts = counter.counts();
        refuseMissingHashes(run, counts, counter.hashProblems);
        refuseExisting(run, counts);
        return {
            exported,
            counts,
            excludedArtifact,
            fates: () => mapChunks(transform(ignore), (users) => users.map(({ fate }) => fate)),
            batches: () => packBatches(transform(ignore)),
            close: () => hashes?.close(),
        };
    } catch (error) {
        hashes?.close();
        throw error;
    }
}

async function* streamUsers(
    run: Run,
    exported: ExportedUsers,
    existing: DigestTable,
    hashes: HashIndex | undefined,
    onDropped: (field: string) => void,
): AsyncGenerator<TransformedUser[]> {
    const seen = new DigestTable(exported.source.users);
    const context = {
        definition: run.definition,
        findHash: (userId: string, email: string) => hashes?.find(userId, email),
        isExisting: (email: string) => existing.has(digest64(emailKey(email))),
        noteEmail: (email: string) => seen.add(digest64(emailKey(email)), 1),
        onDropped,
        maxRecordBytes: MAX_FILE_BYTES - 2,
    };
    const chunks = run.artifacts.read(exported.source.artifact) as AsyncIterable<Buffer>;
    for await (const lines of splitLines(chunks)) {
        yield lines.map(({ bytes, number }) => transformUser({ text: bytes.toString('utf8'), number }, context));
    }
}

async function* countAndListExcluded(
    run: Run,
    exported: ExportedUsers,
    transform: (onDropped: (field: string) => void) => AsyncIterable<TransformedUser[]>,
    counter: PlanCounter,
): AsyncGenerator<Buffer> {
    const packer = new BatchPacker(MAX_FILE_BYTES);
    for await (const users of transform((field) => {
        counter.addDropped(field);
    })) {
        stopIfAsked(run);
        const excluded: string[] = [];
        for (const user of users) {
            counter.add(user);
            if (user.fate.fate === 'excluded') excluded.push(`${JSON.stringify(user.fate)}\n`);
            if (
                user.fate.fate === 'planned' &&
                user.record !== undefined &&
                packer.add(user.fate, user.record) !== undefined
            ) {
                counter.batches += 1;
            }
        }
        run.onProgress({ stage: 'transform', done: counter.source, total: exported.source.users });
        if (excluded.length > 0) yield Buffer.from(excluded.join(''));
    }
    if (packer.finish() !== undefined) counter.batches += 1;
}

async function* packBatches(transformed: AsyncIterable<TransformedUser[]>): AsyncGenerator<Batch> {
    const packer = new BatchPacker(MAX_FILE_BYTES);
    for await (const users of transformed) {
        for (const { fate, record } of users) {
            if (fate.fate !== 'planned' || record === undefined) continue;
            const full = packer.add(fate, record);
            if (full !== undefined) yield full;
        }
    }
    const last = packer.finish();
    if (last !== undefined) yield last;
}

async function* mapChunks<T, U>(chunks: AsyncIterable<T>, map: (chunk: T) => U): AsyncGenerator<U> {
    for await (const chunk of chunks) yield map(chunk);
}

async function readEmails(run: Run, artifact: string): Promise<DigestTable> {
    const emails = new DigestTable();
    for await (const lines of splitLines(run.artifacts.read(artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes, number } of lines) {
            const { email } = JSON.parse(bytes.toString('utf8')) as { email?: unknown };
            if (typeof email === 'string') emails.add(digest64(emailKey(email)), number);
        }
    }
    return emails;
}

function refuseMissingHashes(run: Run, counts: PlanCounts, problems: ReadonlyMap<string, number>): void {
    const missing = [...problems.values()].reduce((sum, count) => sum + count, 0);
    if (run.definition.passwords.whenMissing !== 'refuse' || missing === 0) return;
    const reasons = [...problems].map(([reason, count]) => `${count} ${reason}`).join(', ');
    throw new MigrationError(
        'PASSWORD_HASHES_MISSING',
        `${missing} of ${counts.planned} users have no password hash that Auth0 takes (${reasons}). Nothing was sent: Auth0 accepts a hash ` +
            `with the first import only, so one that is missing now can never be added. Complete the password hash export, or say ` +
            "`passwords: { whenMissing: 'reset' }` (they choose a new password) or `'lazy'` (they are left out and move as they log in).",
    );
}

function refuseExisting(run: Run, counts: PlanCounts): void {
    if (run.definition.existingUsers !== 'refuse' || counts.existing === 0) return;
    throw new MigrationError(
        'REQUEST_REFUSED',
        `${counts.existing} users of the source are in the target already, and the definition says \`existingUsers: 'refuse'\`. ` +
            "Nothing was sent. Say 'skip' to leave them as they are.",
    );
}

const ignore = (): void => undefined;

class PlanCounter {
    source = 0;
    batches = 0;
    readonly hashProblems = new Map<string, number>();
    private planned = 0;
    private existing = 0;
    private excluded = 0;
    private readonly reasons = new Map<string, number>();
    private readonly algorithms = new Map<string, number>();
    private readonly dropped = new Map<string, number>();

    add({ fate, hashProblem }: TransformedUser): void {
        this.source += 1;
        switch (fate.fate) {
            case 'planned':
                this.planned += 1;
                increase(this.algorithms, fate.hashAlgorithm ?? 'none');
                if (hashProblem !== undefined) increase(this.hashProblems, hashProblem);
                break;
            case 'existing':
                this.existing += 1;
                break;
            case 'excluded':
                this.excluded += 1;
                increase(this.reasons, fate.reason);
                break;
        }
    }

    addDropped(field: string): void {
        increase(this.dropped, field);
    }

    counts(): PlanCounts {
        return {
            source: this.source,
            planned: this.planned,
            existing: this.existing,
            excluded: this.excluded,
            excludedByReason: Object.fromEntries(this.reasons),
            hashesByAlgorithm: Object.fromEntries(this.algorithms),
            batches: this.batches,
            droppedFields: Object.fromEntries(this.dropped),
        };
    }
}

function increase(counts: Map<string, number>, key: string): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
}
