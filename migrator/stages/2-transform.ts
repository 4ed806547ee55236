import { sealForThisProcess } from '../artifacts/memory-sealed.ts';
import { type EarlierUserIndex, openEarlierUsers } from '../exports/earlier-users.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import { openTargetIndex, type TargetIndex } from '../exports/target-index.ts';
import { type HashIndex, openHashIndex } from '../inputs/hash-index.ts';
import { isPgpFile } from '../inputs/pgp/is-pgp-file.ts';
import { readSelectionFile } from '../inputs/selection-file.ts';
import type { PlannedMigration } from '../migration.ts';
import { countAttachments } from '../plan/attachments/count-attachments.ts';
import { makePlan } from '../plan/make-plan.ts';
import { PlanCounter } from '../plan/plan-counter.ts';
import { refusalsOf } from '../plan/refusals.ts';
import { splitLines } from '../records/lines.ts';
import { artifactName, type Run, resolveInProject, stopIfAsked } from '../run.ts';
import type { Batch } from '../users/batch.ts';
import { BatchMeter, BatchPacker } from '../users/batches.ts';
import { IdentityClaims } from '../users/identity-claims.ts';
import { type TransformContext, type TransformedUser, transformUser } from '../users/transform-user.ts';

const USERS_AT_ONCE = 32;

/**
 * Decides every user's fate, writes the plan, and refuses a run that it forbids.
 *
 * @throws {MigrationError} what {@link planUsers} throws, and the plan's first refusal: `PASSWORD_HASHES_MISSING`,
 * `EXISTING_USERS_REFUSED`, `PLAN_NOT_APPROVED`
 */
export async function transformUsers(run: Run, exported: ExportedUsers): Promise<PlannedMigration> {
    const { planned, refusals } = await decideUsers(run, exported);
    const [refusal] = refusals;
    if (refusal === undefined) return planned;
    planned.close();
    throw refusal;
}

/**
 * Decides every user's fate and writes the plan, with its refusals in it.
 *
 * The source is streamed once to decide and count, and again by each stage behind this one: memory holds a 64-bit digest a
 * user, whatever their number.
 *
 * @throws {MigrationError} for files that the definition names and that cannot be used; `STORAGE_FULL`
 */
export async function planUsers(run: Run, exported: ExportedUsers): Promise<PlannedMigration> {
    return (await decideUsers(run, exported)).planned;
}

async function decideUsers(run: Run, exported: ExportedUsers) {
    stopIfAsked(run);
    const indexes = await openIndexes(run, exported);
    const transform = () => streamUsers(run, exported, indexes);
    const excludedArtifact = artifactName(run, 'excluded.ndjson');
    try {
        const kinds = run.attachmentsToCount ?? [];
        const counter = new PlanCounter(kinds.length > 0);
        await run.artifacts.write(excludedArtifact, countAndListExcluded(run, exported, transform(), counter));
        const counts = counter.counts();
        const digest = counter.digest();
        const refusals = refusalsOf(run, counts, digest);
        const attachments =
            counter.kept === undefined ? undefined : await countAttachments(run, { kinds, users: counter.kept });
        const plan = makePlan(run, {
            exported,
            inTarget: indexes.target.users,
            counts,
            traits: counter.traits,
            attachments,
            digest,
            refusals,
            excludedArtifact,
        });
        await run.artifacts.write('plan.json', [Buffer.from(`${JSON.stringify(plan, undefined, 2)}\n`)]);
        const planned: PlannedMigration = {
            exported,
            counts,
            plan,
            excludedArtifact,
            fates: () => mapChunks(transform(), (users) => users.map(({ fate }) => fate)),
            batches: () => packBatches(transform(), run.maxImportFileBytes),
            close: indexes.close,
        };
        return { planned, refusals };
    } catch (error) {
        indexes.close();
        throw error;
    }
}

type Indexes = Pick<TransformContext, 'findHash' | 'selection' | 'earlier'> & {
    readonly target: TargetIndex;
    readonly close: () => void;
};

async function openIndexes(run: Run, exported: ExportedUsers): Promise<Indexes> {
    const { only } = run.definition;
    const selection =
        typeof only === 'object' && 'file' in only
            ? await readSelectionFile(resolveInProject(run, only.file), only)
            : undefined;
    const target: TargetIndex = await openTargetIndex(
        run.artifacts,
        exported.target,
        run.target.connection.name,
        run.source.tenant.domain === run.target.tenant.domain ? run.source.connection.name : undefined,
    );
    let hashes: HashIndex | undefined;
    let earlier: EarlierUserIndex | undefined;
    try {
        earlier = await openEarlierUsers(run.earlier?.artifacts ?? run.artifacts, run.earlier?.pass ?? run.pass);
        hashes =
            run.hashExportPath === undefined
                ? undefined
                : await openHashIndex(
                      run.hashExportPath,
                      run.source.connection.name,
                      (await isPgpFile(run.hashExportPath)) ? sealForThisProcess(run.artifacts) : run.artifacts,
                      artifactName(run, 'hashes.ndjson'),
                      exported.source.users,
                      run.hashExportKey,
                  );
    } catch (error) {
        target.close();
        earlier?.close();
        throw error;
    }
    return {
        target,
        selection,
        earlier,
        findHash: (userId, email) => hashes?.find(userId, email),
        close: () => {
            target.close();
            earlier?.close();
            hashes?.close();
        },
    };
}

async function* streamUsers(run: Run, exported: ExportedUsers, indexes: Indexes): AsyncGenerator<TransformedUser[]> {
    const context: TransformContext = {
        ...indexes,
        definition: run.definition,
        targetConnection: run.target.connection.name,
        sourceConnection: run.definition.source === undefined ? run.source.connection.name : undefined,
        claims: new IdentityClaims(exported.source.users),
        awaitedGhosts: run.awaitedGhosts,
        maxRecordBytes: run.maxImportFileBytes - 2,
    };
    const chunks = run.artifacts.read(exported.source.artifact) as AsyncIterable<Buffer>;
    for await (const lines of splitLines(chunks)) {
        // A few at a time: users that are held while others are made outlive the young generation, and the heap grows.
        for (let start = 0; start < lines.length; start += USERS_AT_ONCE) {
            yield lines.slice(start, start + USERS_AT_ONCE).map((line) => transformUser(line, context));
        }
    }
}

async function* countAndListExcluded(
    run: Run,
    exported: ExportedUsers,
    transformed: AsyncIterable<TransformedUser[]>,
    counter: PlanCounter,
): AsyncGenerator<Buffer> {
    const meter = new BatchMeter(run.maxImportFileBytes);
    for await (const users of transformed) {
        stopIfAsked(run);
        const excluded: string[] = [];
        for (const user of users) {
            counter.add(user);
            const { fate, record } = user;
            if (fate.fate === 'excluded') excluded.push(`${JSON.stringify(fate)}\n`);
            const full = fate.fate === 'planned' && record !== undefined ? meter.add(fate, record) : undefined;
            if (full !== undefined) counter.addBatch(full);
        }
        run.onProgress({ stage: 'transform', done: counter.users, total: exported.source.users });
        if (excluded.length === 0) continue;
        const lines = Buffer.from(excluded.join(''));
        counter.addExcluded(lines);
        yield lines;
    }
    for (const batch of meter.finish()) counter.addBatch(batch);
}

async function* packBatches(
    transformed: AsyncIterable<TransformedUser[]>,
    maxFileBytes: number,
): AsyncGenerator<Batch> {
    const packer = new BatchPacker(maxFileBytes);
    for await (const users of transformed) {
        for (const { fate, record } of users) {
            if (fate.fate !== 'planned' || record === undefined) continue;
            const full = packer.add(fate, record);
            if (full !== undefined) yield full;
        }
        // While batches are packed jobs run, and the next request must leave in time: timers get their turn between a few users.
        await new Promise(setImmediate);
    }
    yield* packer.finish();
}

async function* mapChunks<T, U>(chunks: AsyncIterable<T>, map: (chunk: T) => U): AsyncGenerator<U> {
    for await (const chunk of chunks) yield map(chunk);
}
