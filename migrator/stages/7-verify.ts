import { verifyAssignments } from '../assignments/verify-assignments.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import { differingFields } from '../identity/differing-fields.ts';
import { digestFields } from '../identity/field-digests.ts';
import { isMisplacedMemory } from '../identity/is-misplaced-memory.ts';
import { isPlausible } from '../identity/is-plausible.ts';
import { findKnownUser, type KnownUserNeeds, knownUserNeeds } from '../identity/known-user.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex } from '../identity/target-index.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { wasCreated } from '../identity/was-created.ts';
import { wasSeen } from '../identity/was-seen.ts';
import { wasWrittenOver } from '../identity/was-touched.ts';
import { writtenAtOf } from '../identity/written-at.ts';
import type { AttachedMigration, Verification, VerifiedMigration } from '../migration.ts';
import { isSameDigest } from '../records/digest.ts';
import { artifactName, type Run } from '../run/run.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLines } from '../run-store/json-lines.ts';
import type { LedgerField, LedgerRecord } from '../run-store/ledger.ts';
import type { SourceUser } from '../users/source-record.ts';
import { FactorList } from '../verification/factor-list.ts';
import { MismatchList } from '../verification/mismatch-list.ts';

/** What the verify stage takes from a run. */
export type VerifyNeeds = Pick<
    Run,
    'definition' | 'projectFolder' | 'source' | 'target' | 'store' | 'time' | 'options' | 'loginProbes' | 'onProgress'
>;

/** What was found of one user. */
type Found =
    | { readonly kind: 'as-sent' | 'changed-since'; readonly user: TargetUser }
    | { readonly kind: 'wrong'; readonly user: TargetUser; readonly fields: readonly LedgerField[] }
    | { readonly kind: 'missing' | 'deleted' };

const LEDGER_RECORDS_AT_ONCE = 500;

/**
 * Looks in the export of the target for every user of the source that this migration has moved, in this pass or before, and in the lists
 * of the target for their assignments.
 *
 * Three things are told apart: as it was sent; changed since by somebody else, which is no fault; wrong or missing. What is found is
 * written into the ledger, so that the next pass sends again who is missing, and leaves alone who was deleted after it was seen. One
 * job instead of a million look-ups: the export stays on disk. The ID map is made on the way.
 *
 * @throws {MigrationError} what the tenants throw; a user that differs is counted, not thrown
 */
export async function verifyUsers(run: VerifyNeeds, attached: AttachedMigration): Promise<VerifiedMigration> {
    run.time.stopIfAsked();
    const { store, target, options } = run;
    const { decided } = attached;
    const pass = decided.pass.number;
    const { connection } = target;
    const { snapshot } = attached;
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact: snapshot.artifact, users: snapshot.users },
        connection: connection.name,
        evidencePath: evidencePathOf(run.definition.userIds),
        digest: (text) => store.ledger.digest(text),
    });
    const needs = knownUserNeeds(run, index);
    const idMapArtifact = artifactName(pass, 'id-map.ndjson');
    const idMap = openArtifactWriter(store.artifacts, idMapArtifact);
    const mismatches = new MismatchList(
        store.artifacts,
        artifactName(pass, 'mismatches.ndjson'),
        options.withIdentifiers,
    );
    const factors = new FactorList(store, artifactName(pass, 'factors.ndjson'));
    const tally = {
        compared: 0,
        mismatched: 0,
        missing: 0,
        changedSince: 0,
        deletedSince: 0,
        doubled: 0,
    };
    // Users that were sent in this pass, or after a snapshot that it used again, must be there. Anybody else who was sent before and is not there
    // was decided about again: the address has another holder by now, or the user is excluded.
    const takenAt = Date.parse(decided.exported.target.takenAt);
    const isDue = ({ submission }: LedgerRecord) => {
        const last = store.journal.state.submissions.get(submission);
        return last === undefined || last.pass === pass || Date.parse(last.startedAt) > takenAt;
    };
    try {
        await endOrAbort([idMap, factors], async () => {
            for await (const users of readSourceUsers(run, decided.exported.source.artifact, LEDGER_RECORDS_AT_ONCE)) {
                run.time.stopIfAsked();
                const records: [string, LedgerRecord][] = [];
                const mapLines: string[] = [];
                for (const read of users) {
                    const { line, sourceUserId } = read;
                    const known = store.ledger.get(sourceUserId);
                    const found = compare(needs, read, known, isDue);
                    if (found === undefined) continue;
                    if (found.kind === 'deleted') tally.deletedSince += 1;
                    else tally.compared += 1;
                    if ('user' in found) {
                        if (!found.user.isLinked) await factors.add(sourceUserId, read.profile, found.user.profile);
                        mapLines.push(`${JSON.stringify({ from: sourceUserId, to: found.user.userId })}\n`);
                        const { email } = found.user.profile;
                        if (index.isDoubled(typeof email === 'string' ? email : undefined, sourceUserId))
                            tally.doubled += 1;
                    }
                    if (found.kind === 'wrong') tally.mismatched += 1;
                    if (found.kind === 'changed-since') tally.changedSince += 1;
                    if (found.kind === 'missing') tally.missing += 1;
                    if (found.kind === 'wrong') mismatches.add({ line, sourceUserId }, known, found, store.ledger);
                    if (found.kind === 'missing') mismatches.add({ line, sourceUserId }, known, {}, store.ledger);
                    const record = known === undefined ? undefined : ledgerRecordOf(run, known, found);
                    if (record !== undefined) records.push([sourceUserId, record]);
                }
                run.onProgress({ stage: 'verify', done: tally.compared + tally.deletedSince, total: undefined });
                await store.ledger.append(records);
                if (mapLines.length > 0) await idMap.write(Buffer.from(mapLines.join('')));
            }
        });
    } finally {
        index.close();
    }
    const { named, byField } = await mismatches.write(decided.work);
    const assignments =
        attached.assignments === undefined ? undefined : await verifyAssignments(run, pass, attached.assignments);
    const linkArtifact = artifactName(pass, 'links.ndjson');
    await store.artifacts.write(linkArtifact, jsonLines(assignments?.differingLinks ?? []));
    const answers = await run.loginProbes.logIn();
    const accepted = answers.filter((answer) => answer === 'accepted').length;
    const verification: Verification = {
        ...tally,
        goneFromSource: decided.counts.gone - attached.deletedGone,
        assignments,
        factorsToEnroll: factors.counts,
        factorArtifact: factors.artifact,
        logins: { tried: answers.length, accepted },
        named,
        mismatchesByField: byField,
        mismatchArtifact: mismatches.artifact,
        idMapArtifact,
        linkArtifact,
    };
    return { ...attached, verification };
}

function compare(
    needs: KnownUserNeeds,
    read: SourceUser,
    recorded: LedgerRecord | undefined,
    isDue: (known: LedgerRecord) => boolean,
): Found | undefined {
    const { known, submission, user } = findKnownUser(needs, read, recorded);
    const digest = (text: string) => needs.ledger.digest(text);
    if (known === undefined) {
        // Another person may have its ID; users that Auth0 refused are not here.
        const isIt =
            user !== undefined &&
            recorded === undefined &&
            isPlausible(read.sourceUserId, read.profile, user.profile) &&
            !isMisplacedMemory(read.profile, user, needs.target);
        return isIt ? { kind: 'as-sent', user } : undefined;
    }
    if (user === undefined) {
        if (wasSeen(known) || wasCreated(known, submission, needs.definition.userIds)) return { kind: 'deleted' };
        return isDue(known) ? { kind: 'missing' } : undefined;
    }
    const fields = differingFields(known.fields, digestFields(user.profile, digest));
    if (fields.length === 0) return { kind: 'as-sent', user };
    // What the last request did not write was the target's own before it.
    const wrong = fields.filter((field) => known.written.includes(field));
    const isTouched =
        known.status === 'verified' ||
        wrong.length === 0 ||
        user.isLinked ||
        wasWrittenOver(user.profile, writtenAtOf(known, submission));
    return isTouched ? { kind: 'changed-since', user } : { kind: 'wrong', user, fields: wrong };
}

// Undefined where the ledger knows it already.
function ledgerRecordOf({ store }: VerifyNeeds, known: LedgerRecord, found: Found): LedgerRecord | undefined {
    const digest = (text: string) => store.ledger.digest(text);
    switch (found.kind) {
        case 'as-sent':
        case 'changed-since': {
            // Who is linked to another user has the ID of that one for a while; the own one comes back with the end of the link.
            const { isLinked, userId, ownId } = found.user;
            const targetId = isLinked ? (known.targetId ?? digest(ownId)) : digest(userId);
            const isKnown =
                known.status === 'verified' && known.targetId !== undefined && isSameDigest(known.targetId, targetId);
            return isKnown ? undefined : { ...known, status: 'verified', targetId };
        }
        case 'wrong':
            return { ...known, status: 'wrong', targetId: digest(found.user.userId) };
        case 'missing':
            return { ...known, status: 'missing', targetId: undefined };
        case 'deleted':
            return known.status === 'deleted' ? undefined : { ...known, status: 'deleted' };
    }
}
