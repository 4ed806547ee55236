import { isUtf8 } from 'node:buffer';
import type { SourceFile } from '../definition/source-file.ts';
import { isRecord } from '../records/json-path.ts';
import type { Line } from '../records/lines.ts';
import {
    type ParsedRecord,
    parseAsWritten,
    parseExported,
    parseRecord,
    type UnsafeNumber,
} from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import { mappingOf } from './column-mapping.ts';
import { originOf } from './database-user.ts';
import { inlineHashOf } from './inline-hash.ts';
import { isInMetadata } from './large-numbers.ts';
import { mapColumns } from './mapped-columns.ts';
import type { ExclusionReason } from './user-fate.ts';
import type { SourcePasswordHash } from './user-hash.ts';

/** One line of a source, as it was split. */
export type SourceLine = Pick<Line, 'bytes' | 'text' | 'number' | 'isCut'>;

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
    /** Numbers in the metadata that Auth0 would round; in the record they are the texts of their digits. */
    readonly largeNumbers?: ReadonlySet<string>;
    /** Places in metadata to which two columns bring different values, of which the profile has one; files only. */
    readonly doubtful?: readonly string[];
    /** See `MappedRecord`; files only. */
    readonly overlookedBlock?: string | undefined;
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

const REPLACEMENT_CHARACTER = '\uFFFD';
const BYTE_ORDER_MARK = 0xfeff;
const TUTORIAL_FIELDS = ['password_algorithm', 'provider'];

/**
 * Reads one line of a source.
 *
 * @param file - how the records of a file become profiles; undefined for an export of a connection
 * @param sourceConnection - name of the exported connection; undefined for a file
 * @param asOf - the time by which the end of a block is judged, in ms since 1970; without it, no block has ended
 */
export function readSourceLine(
    line: SourceLine,
    file: SourceFile | undefined,
    sourceConnection?: string,
    asOf = Number.NEGATIVE_INFINITY,
): SourceUser | UnusableLine {
    const text = textOf(line);
    if (typeof text !== 'string') return text;
    const parsed = file === undefined ? parseExported(text) : parseRecord(text);
    if (parsed === undefined) return unreadable('the line is not a JSON object');
    // No system has a field of this name; it is there to be mistaken for the prototype of an object.
    if (text.includes('__proto__')) return unreadable('the line has a key `__proto__`');
    const { record } = parsed;
    if (file !== undefined) return readRecordOfFile(text, parsed, file, asOf);
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
    return {
        profile: record,
        sourceUserId,
        hash: undefined,
        hasTutorialFields: false,
        record,
        connection: undefined,
    };
}

function readRecordOfFile(
    text: string,
    { record, unsafe }: ParsedRecord,
    file: SourceFile,
    asOf: number,
): SourceUser | UnusableLine {
    const { profile, unsafe: unsafeTexts, taken, overlookedBlock } = mapColumns(record, file, asOf);
    const sourceUserId = writtenIdOf(profile, text, file) ?? idOf(profile, true);
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
    const found = inlineHashOf(record, profile, file);
    if ('reason' in found) return excluded(found);
    // A file of several connections names them by right.
    const fields = file.connection === undefined ? ['connection', ...TUTORIAL_FIELDS] : TUTORIAL_FIELDS;
    const hasTutorialFields = fields.some((field) => Object.hasOwn(found.profile, field));
    const large =
        file.largeNumbers === 'text' ? [] : [...unsafeTexts, ...unsafe.filter(({ path }) => isInMetadata(path, file))];
    const { profile: rest, hash } = found;
    return {
        ...withLargeNumbers(large),
        ...(taken.length === 0 ? {} : { doubtful: taken }),
        profile: rest,
        sourceUserId,
        hash,
        hasTutorialFields,
        record,
        connection,
        overlookedBlock,
    };
}

// A program writes `-0` as `0`, and a number that was rounded as if it were whole.
function writtenIdOf({ user_id: id }: UserRecord, text: string, file: SourceFile): string | undefined {
    const record = typeof id === 'number' ? parseAsWritten(text) : undefined;
    const written = record === undefined ? undefined : mapColumns(record, file, 0).profile['user_id'];
    return typeof written === 'string' && /^-0|e/i.test(written) ? written : undefined;
}

function withLargeNumbers(numbers: readonly UnsafeNumber[]): Pick<SourceUser, 'largeNumbers'> {
    return numbers.length === 0 ? {} : { largeNumbers: new Set(numbers.map(({ digits }) => digits)) };
}

function textOf(line: SourceLine): string | UnusableLine {
    if (line.isCut) return unreadable('the line is longer than 16 MB');
    const { text } = line;
    // Somebody may have written this character, too.
    if (text.includes(REPLACEMENT_CHARACTER) && !isUtf8(line.bytes)) return unreadable('the line is not UTF-8');
    return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

// Other systems number their users.
function idOf({ user_id: id }: UserRecord, isFile: boolean): string | undefined {
    if (typeof id === 'string' && id !== '') return id;
    return isFile && typeof id === 'number' ? String(id) : undefined;
}

function unreadable(detail: string, record?: UserRecord): UnusableLine {
    return { reason: 'LINE_UNREADABLE', detail, sourceUserId: undefined, ...(record === undefined ? {} : { record }) };
}
