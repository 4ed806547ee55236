import type { CheckedDefinition } from '../definition.ts';
import { messageOf } from '../errors.ts';
import type { ExclusionReason, UserFate, UserRecord } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { isRecord, withValueAt } from '../records/json-path.ts';
import { toImportRecord } from './import-record.ts';
import { importUserProblems } from './import-schema.ts';
import { translatePasswordHash } from './password-hash.ts';
import { mapUserId } from './user-id.ts';

/** What the transformation of a user asks about the world. */
export interface TransformContext {
    readonly definition: CheckedDefinition;
    /** Gives the user's hash from the password hash export; undefined when there is none. */
    findHash(userId: string, email: string): unknown;
    /** Tells whether the target had the address when the run began. */
    isExisting(email: string): boolean;
    /** Notes the address; false when an earlier user of the source has it. */
    noteEmail(email: string): boolean;
    /** Hears of each profile field that no import can carry. */
    onDropped(field: string): void;
    /** Bytes of one record at the most, so that it fits into a file. */
    readonly maxRecordBytes: number;
}

/** The fate of one user, with its record as it goes into the file. */
export interface TransformedUser {
    readonly fate: UserFate;
    /** The record's JSON in UTF-8; only of a planned user. */
    readonly record?: Buffer;
    /** Why a planned user has no usable hash; only of a planned user that has none. */
    readonly hashProblem?: ExclusionReason;
}

/**
 * Decides the fate of one user of the source.
 *
 * Pure but for what the context notes: the same line in the same place of the same export has the same fate.
 *
 * @param line - the line's text and its number in the export, from 1
 */
export function transformUser(line: { text: string; number: number }, context: TransformContext): TransformedUser {
    const { definition } = context;
    const profile = parse(line.text);
    const sourceUserId = profile?.['user_id'];
    const exclude = (reason: ExclusionReason, detail: string): TransformedUser => ({
        fate: {
            fate: 'excluded',
            line: line.number,
            sourceUserId: typeof sourceUserId === 'string' ? sourceUserId : undefined,
            reason,
            detail,
        },
    });
    if (profile === undefined) return exclude('LINE_UNREADABLE', 'the line is not a JSON object');
    if (typeof sourceUserId !== 'string') return exclude('LINE_UNREADABLE', 'the line has no `user_id`');

    const selected = isSelected(profile, sourceUserId, definition.only);
    if (selected !== true) return exclude(...selected);

    const { user: carried, dropped } = toImportRecord(profile);
    for (const field of dropped) context.onDropped(field);
    const email = carried['email'];
    if (typeof email !== 'string') return exclude('WITHOUT_EMAIL', 'an import needs `email`');

    const id = mapUserId(sourceUserId, definition.userIds);
    if ('refused' in id) return exclude('ID_POLICY_REFUSED', id.refused);
    let user: UserRecord = id.userId === undefined ? carried : { ...carried, user_id: id.userId };
    if (definition.userIds.policy === 'regenerate' && definition.userIds.rememberAs !== false) {
        user = withValueAt(user, definition.userIds.rememberAs, sourceUserId);
    }

    const hash = translateHash(context.findHash(sourceUserId, email));
    if ('problem' in hash && definition.passwords.whenMissing === 'lazy') return exclude(hash.problem, hash.detail);
    if ('field' in hash) user = { ...user, ...hash.field };

    if (definition.transform !== undefined) {
        try {
            // A copy, so that a function that changes what it is given changes nothing of ours.
            const result: unknown = definition.transform(structuredClone(user));
            if (!isRecord(result)) return exclude('TRANSFORM_FAILED', `expected an object, got ${typeof result}`);
            user = result;
        } catch (error) {
            return exclude('TRANSFORM_FAILED', `it threw ${error instanceof Error ? error.name : typeof error}`);
        }
    }

    const [problem] = importUserProblems(user);
    if (problem !== undefined) return exclude(problem.code, problem.message);
    const finalEmail = user['email'] as string;
    if (context.isExisting(finalEmail)) {
        return { fate: { fate: 'existing', line: line.number, sourceUserId } };
    }
    if (!context.noteEmail(finalEmail)) {
        return exclude('DUPLICATE_EMAIL_IN_SOURCE', 'an earlier user of the source has the same `email`');
    }
    const record = Buffer.from(JSON.stringify(user));
    if (record.length > context.maxRecordBytes) {
        return exclude(
            'RECORD_TOO_LARGE',
            `the record has ${record.length} bytes; a file takes ${context.maxRecordBytes}`,
        );
    }
    return {
        fate: {
            fate: 'planned',
            line: line.number,
            sourceUserId,
            user: user as UserRecord & { email: string },
            hashAlgorithm: 'field' in hash ? hash.algorithm : undefined,
        },
        record,
        ...('problem' in hash ? { hashProblem: hash.problem } : {}),
    };
}

function parse(text: string): UserRecord | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

function isSelected(
    profile: UserRecord,
    sourceUserId: string,
    only: CheckedDefinition['only'],
): true | [ExclusionReason, string] {
    if (only === undefined) return true;
    if (typeof only !== 'function') {
        const share = digest64(sourceUserId).high / 2 ** 32;
        return share < only.share ? true : ['NOT_SELECTED', `the definition takes a share of ${only.share}`];
    }
    try {
        return only(profile) ? true : ['NOT_SELECTED', '`only` says no'];
    } catch (error) {
        return ['TRANSFORM_FAILED', `\`only\` threw ${messageOf(error) === '' ? 'an error' : (error as Error).name}`];
    }
}

function translateHash(
    value: unknown,
): { algorithm: string; field: object } | { problem: ExclusionReason; detail: string } {
    if (value === undefined || value === null) {
        return { problem: 'PASSWORD_HASH_MISSING', detail: 'the password hash export has no hash for this user' };
    }
    const translation = translatePasswordHash(value);
    if (translation.ok) return { algorithm: translation.algorithm, field: translation.field };
    return { problem: translation.reason, detail: translation.message };
}
