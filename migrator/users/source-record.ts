import { isUtf8 } from 'node:buffer';
import type { SourceFile } from '../definition/source-file.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { inlineHashOf } from './inline-hash.ts';
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
}

/** A line that is no user that can go. */
export interface UnusableLine {
    readonly reason: ExclusionReason;
    readonly detail: string;
    readonly sourceUserId: string | undefined;
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
    const record = parse(text);
    if (record === undefined) return unreadable('the line is not a JSON object');
    // No system has a field of this name; it is there to be mistaken for the prototype of an object.
    if (text.includes('__proto__')) return unreadable('the line has a key `__proto__`');
    const profile = file === undefined ? record : mapColumns(record, file);
    const sourceUserId = idOf(profile, file !== undefined);
    if (sourceUserId === undefined) return unreadable('the line has no `user_id`');
    const primary: unknown = Array.isArray(profile['identities']) ? profile['identities'][0] : undefined;
    if (isRecord(primary) && primary['provider'] !== undefined && primary['provider'] !== 'auth0') {
        return {
            reason: 'LINKED_TO_ANOTHER_PRIMARY',
            detail: 'the database identity is linked to a user of another kind of connection, which no import takes',
            sourceUserId,
        };
    }
    const primaryConnection = isRecord(primary) ? primary['connection'] : undefined;
    if (sourceConnection !== undefined && typeof primaryConnection === 'string') {
        if (primaryConnection !== sourceConnection) {
            return {
                reason: 'LINKED_TO_ANOTHER_PRIMARY',
                detail: `the identity is linked to a user of the connection ${primaryConnection}, and travels with that one only`,
                sourceUserId,
            };
        }
    }
    if (file === undefined) return { profile, sourceUserId, hash: undefined, hasTutorialFields: false };
    const connection = profile['connection'] ?? (isRecord(primary) ? primary['connection'] : undefined);
    if (file.connection !== undefined && connection !== undefined && connection !== file.connection) {
        return { reason: 'NOT_SELECTED', detail: 'the record is of another connection', sourceUserId };
    }
    const { profile: withoutHash, hash } = inlineHashOf(record, profile, file);
    // A file of several connections names them by right.
    const fields = file.connection === undefined ? ['connection', ...TUTORIAL_FIELDS] : TUTORIAL_FIELDS;
    const hasTutorialFields = fields.some((field) => Object.hasOwn(withoutHash, field));
    return { profile: withoutHash, sourceUserId, hash, hasTutorialFields };
}

function textOf({ bytes, isCut }: SourceLine): string | UnusableLine {
    if (isCut) return unreadable('the line is longer than 16 MB');
    if (!isUtf8(bytes)) return unreadable('the line is not UTF-8');
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return bytes.toString('utf8', hasByteOrderMark ? 3 : 0);
}

function parse(text: string): UserRecord | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

// Other systems number their users, or know them by their address only.
function idOf(profile: UserRecord, isFile: boolean): string | undefined {
    const { user_id: id, email } = profile;
    if (typeof id === 'string' && id !== '') return id;
    if (!isFile) return undefined;
    if (typeof id === 'number') return String(id);
    return typeof email === 'string' && email !== '' ? email : undefined;
}

function unreadable(detail: string): UnusableLine {
    return { reason: 'LINE_UNREADABLE', detail, sourceUserId: undefined };
}
