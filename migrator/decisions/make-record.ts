import { isAssigned } from '../assignments/assignment-kinds.ts';
import { updatesAccounts } from '../definition/existing-users.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';
import { evidenceOf, evidencePathOf, inTheWayOfId, withRememberedId } from '../identity/remembered-id.ts';
import { mapUserId } from '../identity/user-id.ts';
import type { UserRecord } from '../records/user-record.ts';
import { applyTransform, asSent } from '../users/custom-transform.ts';
import { toImportRecord } from '../users/import-record.ts';
import { importUserProblems } from '../users/import-schema.ts';
import { OldIdSearch, rewriteIds } from '../users/old-id-references.ts';
import type { PlanNotice } from '../users/plan-notice.ts';
import type { SourceUser } from '../users/source-record.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';
import { type SourcePasswordHash, type UserHash, userHashOf } from '../users/user-hash.ts';
import { whyNoRoom } from './adopted-id.ts';
import { leftInDoubt } from './left-in-doubt.ts';

/** The record of a user as an import file carries it. */
export interface MadeRecord {
    readonly user: SentRecord;
    readonly hash: UserHash;
    readonly notices: PlanNotice[];
    /** Profile fields that no import can carry. */
    readonly dropped: readonly string[];
}

/** Why there is no record. */
export interface RefusedRecord extends Exclusion {
    /** Fields that no import could carry anyway. */
    readonly dropped: readonly string[];
    /** Whether the source has blocked the user; undefined where nobody knows. */
    readonly isBlocked: boolean | undefined;
}

/** What the exports of Auth0's support know of users. */
export interface SecretSource {
    /** Gives a user's hash from the password hash export. */
    findHash(userId: string, email: string): SourcePasswordHash | undefined;
    /** Gives a user's second factors from the MFA export, in the words of `mfa_factors`. */
    findFactors(userId: string): readonly unknown[] | undefined;
}

/** Knows nothing of anybody. */
export const NO_SECRETS: SecretSource = { findHash: () => undefined, findFactors: () => undefined };

/**
 * Makes the record of a user: fields, ID policy, password hash, the definition's `transform`, and then Auth0's rules.
 *
 * @param secrets - what the exports of Auth0's support know of the user
 * @param mustProveHash - whether a hash that may be outdated counts as missing
 * @throws {MigrationError} `DEFINITION_INVALID` when `transform` drops the remembered ID, by which a later pass knows the user
 */
export function makeRecord(
    read: SourceUser,
    definition: CheckedDefinition,
    secrets: SecretSource,
    mustProveHash = false,
): MadeRecord | RefusedRecord {
    const { profile, sourceUserId, record } = read;
    const { user: carried, dropped: notImported } = toImportRecord(profile);
    // What a file says of roles is no part of an import, and is not lost where the attach stage takes it.
    const dropped = notImported.filter((field) => !isAssigned(definition, field));
    let user = carried;
    const refuse = (exclusion: Exclusion, isWhole = true): RefusedRecord => {
        const { blocked = false } = user;
        // A flag that is no boolean may mean anything, and so may none where a transform would have set it.
        const isKnown = blocked === true || (blocked === false && isWhole);
        return { ...exclusion, dropped, isBlocked: isKnown ? blocked : undefined };
    };
    const withId = applyIdPolicy(carried, read, definition);
    if ('refused' in withId)
        return refuse({ reason: 'ID_POLICY_REFUSED', detail: withId.refused }, definition.transform === undefined);
    const { notices } = withId;
    const email = typeof carried['email'] === 'string' ? carried['email'] : '';
    const found = read.hash ?? secrets.findHash(sourceUserId, email);
    const hash = userHashOf(profile, found, definition.passwords, mustProveHash);
    user = 'field' in hash ? { ...withId.user, ...hash.field } : withId.user;
    const factors = user['mfa_factors'] ?? secrets.findFactors(sourceUserId);
    if (factors !== undefined) user = { ...user, mfa_factors: factors };
    else if (isList(profile['multifactor'])) notices.push('MULTIFACTOR_ENROLLED');
    const { transform } = definition;
    if (read.overlookedBlock !== undefined) user = { ...user, blocked: undefined };
    if (transform !== undefined) {
        const result = applyTransform(transform, user, record);
        if ('failed' in result) return refuse({ reason: 'TRANSFORM_FAILED', detail: result.failed }, false);
        user = result.user;
        if (withId.inTheWay === undefined) refuseLostMemory(user, sourceUserId, definition);
    }
    if (withId.inTheWay !== undefined) {
        const { path } = withId.inTheWay;
        // What stood in the way may be there no longer.
        const refused = whyNoRoom(user, path);
        if (refused !== undefined) return refuse(refused);
        user = withRememberedId(user, path, sourceUserId);
    }
    const doubt = leftInDoubt(user, read, rememberedAt(definition));
    if (doubt !== undefined) return refuse(doubt, false);
    if (user['email'] === undefined) return refuse({ reason: 'WITHOUT_EMAIL', detail: 'an import requires `email`' });
    const oldId = definition.userIds.policy === 'retain' ? undefined : new OldIdSearch(sourceUserId);
    const [problem] = importUserProblems(user, oldId);
    if (problem !== undefined) return refuse({ reason: problem.code, detail: problem.message });
    if (oldId !== undefined && oldId.found > (rememberedAt(definition) === undefined ? 0 : 1))
        notices.push('OLD_ID_IN_METADATA');
    user = withOwnEvidence(user, sourceUserId, definition);
    if (transform !== undefined) {
        const sent = asSent(user);
        if (sent === undefined)
            return refuse({ reason: 'TRANSFORM_FAILED', detail: 'JSON cannot write its result' }, false);
        user = sent;
    }
    return { user: user as SentRecord, hash, notices, dropped };
}

function applyIdPolicy(
    carried: UserRecord,
    { profile, sourceUserId, hasTutorialFields }: SourceUser,
    { userIds }: CheckedDefinition,
):
    | { readonly user: UserRecord; readonly notices: PlanNotice[]; readonly inTheWay?: { readonly path: string } }
    | { readonly refused: string } {
    const id = mapUserId(sourceUserId, userIds);
    if ('refused' in id) return id;
    let user: UserRecord = id.userId === undefined ? carried : { ...carried, user_id: id.userId };
    if (userIds.policy === 'prefix') user = rewriteIds(user, userIds.rewrite, userIds);
    const notices: PlanNotice[] = [];
    if (hasTutorialFields) notices.push('TUTORIAL_FIELDS');
    if (isList(profile['identities'], 2)) notices.push('LINKED_IDENTITIES');
    if (userIds.policy === 'regenerate' && userIds.rememberAs !== false) {
        if (inTheWayOfId(user, userIds.rememberAs) !== undefined)
            return { user, notices, inTheWay: { path: userIds.rememberAs } };
        user = withRememberedId(user, userIds.rememberAs, sourceUserId);
    }
    return { user, notices };
}

function isList(value: unknown, length = 1): boolean {
    return Array.isArray(value) && value.length >= length;
}

// The old ID stands where the definition wants it; anywhere else it is a reference that no longer leads to anybody.
function rememberedAt({ userIds }: CheckedDefinition): string | undefined {
    return userIds.policy === 'regenerate' && userIds.rememberAs !== false ? userIds.rememberAs : undefined;
}

// What an earlier migration left in the source would be taken for the ID of this one, which may be somebody else's.
function withOwnEvidence(user: UserRecord, sourceUserId: string, { userIds }: CheckedDefinition): UserRecord {
    const path = evidencePathOf(userIds);
    if (userIds.policy === 'regenerate' || path === undefined || evidenceOf(user, path) === undefined) return user;
    return withRememberedId(user, path, sourceUserId);
}

function refuseLostMemory(user: UserRecord, sourceUserId: string, { userIds, existingUsers }: CheckedDefinition): void {
    if (userIds.policy !== 'regenerate' || userIds.rememberAs === false) return;
    if (evidenceOf(user, userIds.rememberAs) === sourceUserId) return;
    // Accounts that become users need it.
    const orForget = updatesAccounts(existingUsers)
        ? ''
        : ', or say `userIds: { policy: "regenerate", rememberAs: false }`';
    throw new MigrationError(
        'DEFINITION_INVALID',
        `\`transform\` drops the old ID at \`${userIds.rememberAs}\`, which later passes need to recognize the user. Nothing was sent. Keep ` +
            `it (\`{ ...user.app_metadata, ... }\`)${orForget}.`,
        { subject: 'definition' },
    );
}
