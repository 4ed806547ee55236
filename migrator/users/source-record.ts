import { isUtf8 } from 'node:buffer';
import type { SourceFile } from '../definition/source-file.ts';
import { isRecord } from '../records/json-path.ts';
import { parseRecord } from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import { mappingOf } from './column-mapping.ts';
import { originOf } from './database-user.ts';
import { inlineHashOf } from './inline-hash.ts';
import { isInMetadata } from './large-numbers.ts';
import { mapColumns } from './mapped-columns.ts';
import type { ExclusionReason } from './user-fate.ts';
import type { SourcePasswordHash } from './user-hash.ts';

/** One line of a source, as it was split. */
export interface SourceLine {
    readonly bytes: Buffer;
    /** From 1. */
    readonly number: number;
    /** Whether these are the first bytes only of a line that is too long. */
    readonly isCut: boolean;
}

/** A user of the source, in Auth0's words. */
export interface SourceUser {
    readonly profile: UserRecord;
    readonly sourceUserId: string;
    /** The hash that the record itself carries; files only. */
    readonly hash: SourcePasswordHash | undefined;
    /** Whether the record has fields that some tutorials show and Auth0 refuses. */
    readonly hasTutorialFields: boolean;
    /** The whole record as the source has it, with columns that no import takes. */
    readonly record: UserRecord;
    /** Name of the connection that the record names; files only. */
    readonly connection: string | undefined;
}

/** A line that is no user that can go. */
export interface UnusableLine {
    readonly reason: ExclusionReason;
    readonly detail: string;
    readonly sourceUserId: string | undefined;
    /** The record, where the line holds one. */
    readonly record?: UserRecord;
    /** Name of the connection that the record names; files only. */
    readonly connection?: string | undefined;
}

const TUTORIAL_FIELDS = ['password_algorithm', 'provider'];

/**
 * Reads one line of a source.
 *
 * @param file - how the records of a file become profiles; undefined for an export of a connection
 * @param sourceConnection - name of the exported connection; undefined for a file
 */
export function readSourceLine(
    line: SourceLine,
    file: SourceFile | undefined,
    sourceConnection?: string,
): SourceUser | UnusableLine {
    const text = textOf(line);
    if (typeof text !== 'string') return text;
    const parsed = parseRecord(text);
    if (parsed === undefined) return unreadable('the line is not a JSON object');
    // No system has a field of this name; it is there to be mistaken for the prototype of an object.
    if (text.includes('__proto__')) return unreadable('the line has a key `__proto__`');
    const { record, unsafe } = parsed;
    if (file !== undefined) return readRecordOfFile(record, unsafe, file);
    const sourceUserId = idOf(record, false);
    if (sourceUserId === undefined) return unreadable('the line has no `user_id`', record);
    const excluded = (problem: Pick<UnusableLine, 'reason' | 'detail'>): UnusableLine => ({
        ...problem,
        sourceUserId,
        record,
    });
    const primary: unknown = Array.isArray(record['identities']) ? record['identities'][0] : undefined;
    if (isRecord(primary) && primary['provider'] !== undefined && primary['provider'] !== 'auth0') {
        return excluded({
            reason: 'LINKED_TO_ANOTHER_PRIMARY',
            detail: 'the database identity is linked to a user of another kind of connection, which imports do not accept',
        });
    }
    const primaryConnection = isRecord(primary) ? primary['connection'] : undefined;
    if (
        sourceConnection !== undefined &&
        typeof primaryConnection === 'string' &&
        primaryConnection !== sourceConnection
    ) {
        return excluded({
            reason: 'LINKED_TO_ANOTHER_PRIMARY',
            detail: `the identity is linked to a user of the connection ${primaryConnection}, and travels with that one only`,
        });
    }
    if (unsafe.some((path) => isInMetadata(path, undefined))) return excluded(NUMBER_TOO_LARGE);
    return {
        profile: record,
        sourceUserId,
        hash: undefined,
        hasTutorialFields: false,
        record,
        connection: undefined,
    };
}

function readRecordOfFile(record: UserRecord, unsafe: readonly string[], file: SourceFile): SourceUser | UnusableLine {
    const unsafeTexts: string[] = [];
    const taken: string[] = [];
    const profile = mapColumns(record, file, unsafeTexts, taken);
    const sourceUserId = idOf(profile, true);
    if (sourceUserId === undefined) {
        const detail =
            profile['user_id'] === undefined
                ? 'the record has no `user_id`'
                : 'the `user_id` of the record is neither a text nor a number';
        return unreadable(detail, record);
    }
    const { connection, problem } = originOf(profile);
    const excluded = (why: Pick<UnusableLine, 'reason' | 'detail'>): UnusableLine => ({
        ...why,
        sourceUserId,
        record,
        connection,
    });
    if (problem !== undefined) return excluded(problem);
    if (mappingOf(file).isPerson?.(record) === false) {
        return excluded({
            reason: 'NOT_A_DATABASE_USER',
            detail: 'the record is of a service or of another system, and nobody logs in with it',
        });
    }
    if (file.connection !== undefined && connection !== undefined && connection !== file.connection) {
        return excluded({ reason: 'NOT_SELECTED', detail: 'the record is of another connection' });
    }
    if (taken.length > 0) return excluded(TWO_VALUES);
    if (file.largeNumbers !== 'text' && (unsafeTexts.length > 0 || unsafe.some((path) => isInMetadata(path, file))))
        return excluded(NUMBER_TOO_LARGE);
    const found = inlineHashOf(record, profile, file);
    if ('reason' in found) return excluded(found);
    // A file of several connections names them by right.
    const fields = file.connection === undefined ? ['connection', ...TUTORIAL_FIELDS] : TUTORIAL_FIELDS;
    const hasTutorialFields = fields.some((field) => Object.hasOwn(found.profile, field));
    return { profile: found.profile, sourceUserId, hash: found.hash, hasTutorialFields, record, connection };
}

const TWO_VALUES = {
    reason: 'WRONG_TYPE',
    detail: 'two columns bring different values to one place of the metadata',
} as const;

const NUMBER_TOO_LARGE = {
    reason: 'NUMBER_TOO_LARGE',
    detail: 'a number in the metadata has more digits than Auth0 keeps',
} as const;

function textOf({ bytes, isCut }: SourceLine): string | UnusableLine {
    if (isCut) return unreadable('the line is longer than 16 MB');
    if (!isUtf8(bytes)) return unreadable('the line is not UTF-8');
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return bytes.toString('utf8', hasByteOrderMark ? 3 : 0);
}

// Other systems number their users.
function idOf({ user_id: id }: UserRecord, isFile: boolean): string | undefined {
    if (typeof id === 'string' && id !== '') return id;
    return isFile && typeof id === 'number' ? String(id) : undefined;
}

function unreadable(detail: string, record?: UserRecord): UnusableLine {
    return { reason: 'LINE_UNREADABLE', detail, sourceUserId: undefined, ...(record === undefined ? {} : { record }) };
}
