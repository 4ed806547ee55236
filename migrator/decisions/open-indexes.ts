import { basename } from 'node:path';
import { updatesAccounts } from '../definition/existing-users.ts';
import type { UnfoundName } from '../disclosure/unfound-name.ts';
import { type ErrorCode, isMigrationError, type MigrationError } from '../errors.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import { IdentityClaims } from '../identity/identity-claims.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex, type TargetIndex } from '../identity/target-index.ts';
import { mapUserId, withDatabasePrefix } from '../identity/user-id.ts';
import { type FactorIndex, openFactorIndex } from '../inputs/factor-index.ts';
import { type HashIndex, openHashIndex } from '../inputs/hash-index.ts';
import { isPgpFile } from '../inputs/pgp/is-pgp-file.ts';
import { readSelectionFile } from '../inputs/selection-file.ts';
import type { Pass } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { domainOf, sourceConnectionOf } from '../run/endpoints.ts';
import { artifactName, resolveInProject } from '../run/run.ts';
import { isFollowUp } from '../run-store/is-follow-up.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import { readLines } from '../run-store/read-lines.ts';
import { readSourceLine } from '../users/source-record.ts';
import { datedHash } from './dated-hash.ts';
import type { DecideContext } from './decide-context.ts';
import type { DecideNeeds } from './decide-needs.ts';
import { readNewIds } from './new-ids.ts';
import { RewrittenPaths } from './rewritten-paths.ts';

/** What the decision about every user asks, over files that stay open. */
export interface DecideIndexes {
    readonly context: DecideContext;
    readonly target: TargetIndex;
    /** Why exports of Auth0's support cannot be read that the definition names and that are not there. */
    readonly missingExports: readonly MigrationError[];
    /** Paths of `userIds.rewrite` that nobody of the source has, once every user is decided. */
    unfoundPaths(): readonly UnfoundName[];
    /** Lines of the selection file whose entries nobody of the source has, once every user is decided. */
    unmatchedLines(): readonly number[];
    /** Lets go of the files. */
    close(): void;
}

/**
 * Opens what the decisions ask: the target, the password hashes, the list of selected users, the ledger.
 *
 * @param isForSending - whether what is decided will be sent
 * @throws {MigrationError} for files that the definition names and that cannot be used
 */
export async function openDecideIndexes(
    run: DecideNeeds,
    pass: Pass,
    exported: ExportedUsers,
    isForSending: boolean,
): Promise<DecideIndexes> {
    const { definition, source, target: endpoint, store } = run;
    const { only } = definition;
    const selection =
        typeof only === 'object' && 'file' in only
            ? await readSelectionFile(resolveInProject(run, only.file), only)
            : undefined;
    const isSameTenant = domainOf(source) === endpoint.tenant.domain;
    const target = await openTargetIndex({
        artifacts: store.artifacts,
        artifact: exported.target.artifact,
        users: exported.target.users,
        connection: endpoint.connection.name,
        sourceConnection: isSameTenant ? sourceConnectionOf(source) : undefined,
        evidencePath: evidencePathOf(definition.userIds),
        digest: (text) => store.ledger.digest(text),
    });
    let hashes: HashIndex | undefined;
    let factors: FactorIndex | undefined;
    const missingExports: MigrationError[] = [];
    // Both are deleted after the migration, as they should be: they are missed only by a new user.
    const unlessMissing = async <Index>(open: Promise<Index>, code: ErrorCode): Promise<Index | undefined> => {
        try {
            return await open;
        } catch (error) {
            if (!isMigrationError(error) || error.code !== code) throw error;
            missingExports.push(error);
            return undefined;
        }
    };
    const close = () => {
        target.close();
        hashes?.close();
        factors?.close();
    };
    try {
        hashes = await unlessMissing(openHashes(run, pass, exported.source.users), 'HASH_EXPORT_NOT_FOUND');
        factors = await unlessMissing(openFactors(run, pass), 'MFA_EXPORT_NOT_FOUND');
        const { userIds } = definition;
        const rewrittenPaths = new RewrittenPaths(userIds.policy === 'prefix' ? userIds.rewrite : []);
        const isSourceUser = await policyIdsOf(run, exported);
        const hasNewId = await readNewIds(run, exported.source.artifact);
        const { journal, ledger } = store;
        const takenAt = Date.parse(exported.target.takenAt);
        return {
            target,
            missingExports,
            context: {
                definition,
                target,
                selection,
                ledger,
                isSourceUser,
                hasNewId,
                targetConnection: endpoint.connection.name,
                findHash: (userId, email) => datedHash(hashes?.find(userId, email), definition.passwords),
                findFactors: (userId) => factors?.find(userId),
                isPresumedThere: (known) => isPresumedThere(known, takenAt, run),
                submissionOf: ({ submission }) => journal.state.submissions.get(submission),
                isOfMovedUser: movedUsersOf(run),
                rewrittenPaths,
                sourceTakenAt: Date.parse(exported.source.takenAt),
                sourceSnapshots: journal.state.sourceSnapshots,
                sourceConnection: source.kind === 'file' ? undefined : source.connection.name,
                claims: new IdentityClaims(exported.source.users),
                awaitedGhosts: run.awaitedGhosts,
                replacesSource: replacesSourceUsers(run),
                isFollowUp: isFollowUp(run.store),
                isForSending,
                maxRecordBytes: run.limits.maxFileBytes - 2,
            },
            unfoundPaths: () => rewrittenPaths.unfound(),
            unmatchedLines: () => selection?.unmatchedLines() ?? [],
            close,
        };
    } catch (error) {
        close();
        throw error;
    }
}

async function openFactors({ factorExport, store }: DecideNeeds, pass: Pass): Promise<FactorIndex | undefined> {
    if (factorExport === undefined) return undefined;
    return await openFactorIndex(factorExport, store.ephemeral, artifactName(pass.number, 'mfa-factors.ndjson'));
}

async function openHashes(run: DecideNeeds, pass: Pass, users: number): Promise<HashIndex | undefined> {
    const { hashExport, source, store } = run;
    if (hashExport === undefined) return undefined;
    const { path, key } = hashExport;
    return await openHashIndex(
        path,
        sourceConnectionOf(source) ?? (source.kind === 'file' ? basename(source.path) : ''),
        (await isPgpFile(path)) ? store.ephemeral : store.artifacts,
        artifactName(pass.number, 'hashes.ndjson'),
        users,
        key,
    );
}

// A snapshot that is used again does not show who was sent since; a job that ended, and whose errors do not name a user, does.
function isPresumedThere({ status, submission }: LedgerRecord, takenAt: number, { store }: DecideNeeds): boolean {
    if (status !== 'sent') return false;
    const sent = store.journal.state.submissions.get(submission);
    return sent?.status === 'finished' && sent.failed !== true && Date.parse(sent.startedAt) > takenAt;
}

// A moved user keeps the account, even if nothing in the target says whose it is, or the user is gone from the source.
function movedUsersOf({ definition, store }: DecideNeeds): ((targetUserId: string) => boolean) | undefined {
    if (!updatesAccounts(definition.existingUsers)) return undefined;
    const { ledger } = store;
    const accounts = new DigestSet(ledger.size);
    ledger.forEach(({ status, isOurs, targetId, writtenAt }) => {
        // An account that was only about to become a user may be anybody's still.
        const isSent = status === 'sent' && (isOurs || writtenAt > 0);
        const isMoved = status === 'verified' || status === 'wrong' || isSent;
        if (isMoved && targetId !== undefined) accounts.add(targetId);
    });
    return (targetUserId) => accounts.has(ledger.digest(targetUserId));
}

// Where an ID policy keeps IDs, the ID of an account shows that it is another user of the source.
async function policyIdsOf(
    { definition, store }: DecideNeeds,
    exported: ExportedUsers,
): Promise<((userId: string) => boolean) | undefined> {
    const { userIds, existingUsers, source } = definition;
    if (!updatesAccounts(existingUsers) || userIds.policy === 'regenerate') return undefined;
    const ids = new DigestSet(exported.source.users);
    for await (const lines of readLines(store.artifacts, exported.source.artifact)) {
        for (const line of lines) {
            const read = readSourceLine(line, source);
            if ('reason' in read) continue;
            const mapping = mapUserId(read.sourceUserId, userIds);
            if ('userId' in mapping && mapping.userId !== undefined)
                ids.add(digest64(withDatabasePrefix(mapping.userId)));
        }
    }
    return (userId) => ids.has(digest64(userId));
}
