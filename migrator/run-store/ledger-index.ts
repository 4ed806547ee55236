import { hash } from 'node:crypto';
import { type Digest64, type DigestFunction, isSameDigest, keyedDigest } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import {
    FACTOR_KINDS,
    type FactorKind,
    LEDGER_FIELDS,
    LEDGER_STATUSES,
    type LedgerField,
    type LedgerRecord,
    type LedgerStatus,
    type PasswordFlaw,
} from './ledger.ts';

/** Bytes of one record. */
export const RECORD_BYTES = 120;
const MAX_FIELDS = 16;
const IS_OURS = 1;
/** Flags beside {@link IS_OURS}. */
const MOVED_BY_LOGIN = 8;
const IS_FOUND = 16;
const PASSWORD_FLAWS: Readonly<Record<PasswordFlaw, number>> = { none: 2, outdated: 4 };
const FACTORS: Readonly<Record<FactorKind, number>> = { totp: 32, phone: 64, email: 128 };

/** The run's digest functions: one for places in tables, a second one that proves a hit. */
export interface LedgerKeys {
    readonly digest: DigestFunction;
    readonly proof: DigestFunction;
}

/**
 * Makes the digest functions of a run.
 *
 * @param digestKey - 16 bytes in hex, of the run's first fact
 */
export function ledgerKeysOf(digestKey: string): LedgerKeys {
    const key = Buffer.from(digestKey, 'hex');
    return { digest: keyedDigest(key.subarray(0, 8)), proof: keyedDigest(key.subarray(8, 16)) };
}

/** Draws a key for a new run. */
export function digestKeyOf(random: Buffer): string {
    return hash('sha256', random).slice(0, 32);
}

/**
 * Finds the records of a ledger: the number of each user's last record, by the digest of its source ID, in 12 bytes and some
 * room a user.
 */
export class LedgerIndex {
    private readonly numbers: DigestTable;
    private readonly keys: LedgerKeys;
    /** Records so far, replaced ones included. */
    records = 0;

    /**
     * Makes an index of no record.
     *
     * @param expected - users to make room for
     */
    constructor(keys: LedgerKeys, expected: number) {
        this.keys = keys;
        this.numbers = new DigestTable(expected);
    }

    /** Users in the index. */
    get size(): number {
        return this.numbers.size;
    }

    /** Notes that the next record is the last word on the user whose ID digest it holds. */
    add(bytes: Buffer, offset: number): void {
        this.numbers.set({ high: bytes.readUInt32LE(offset), low: bytes.readUInt32LE(offset + 4) }, this.records);
        this.records += 1;
    }

    /** Gives the number of a user's last record. */
    find(sourceUserId: string): number | undefined {
        // A first copy asks for everybody, and a digest costs more than the rest of the question.
        return this.numbers.size === 0 ? undefined : this.numbers.get(this.keys.digest(sourceUserId));
    }

    /** Tells whether a record is the last word on its user. */
    isLast(bytes: Buffer, offset: number, number: number): boolean {
        const digest = { high: bytes.readUInt32LE(offset), low: bytes.readUInt32LE(offset + 4) };
        return this.numbers.get(digest) === number;
    }
}

/** Writes one record behind the others. */
export function writeRecord(
    bytes: Buffer,
    offset: number,
    { digest, proof }: LedgerKeys,
    sourceUserId: string,
    record: LedgerRecord,
): void {
    const write = (at: number, { high, low }: Digest64) => {
        bytes.writeUInt32LE(high, offset + at);
        bytes.writeUInt32LE(low, offset + at + 4);
    };
    write(0, digest(sourceUserId));
    write(8, proof(sourceUserId));
    write(16, record.targetId ?? { high: 0, low: 0 });
    write(24, record.source);
    bytes.write(record.decision.padEnd(32, '0'), offset + 32, 16, 'hex');
    bytes.writeUInt32LE(record.submission, offset + 48);
    bytes.writeUInt8(LEDGER_STATUSES.indexOf(record.status), offset + 52);
    bytes.writeUInt8(flagsOf(record), offset + 53);
    bytes.writeUInt16LE(maskOf(record.written), offset + 54);
    // Seconds would do for the comparison, but times are compared with what the tenant shows in milliseconds; 48 bits hold them.
    bytes.writeUIntLE(record.writtenAt, offset + 56, 6);
    bytes.writeUInt16LE(maskOf(record.kept), offset + 62);
    for (let field = 0; field < MAX_FIELDS - 2; field += 1) {
        bytes.writeUInt32LE(record.fields[field] ?? 0, offset + 64 + field * 4);
    }
}

/**
 * Reads one record.
 *
 * @returns undefined when it is of another user, whose digest is the same
 */
export function readRecord(
    bytes: Buffer,
    offset: number,
    { proof }: LedgerKeys,
    sourceUserId: string,
): LedgerRecord | undefined {
    const proven = proof(sourceUserId);
    const kept = digestAt(bytes, offset + 8);
    // A digest alone must never make one person another.
    return isSameDigest(kept, proven) ? recordAt(bytes, offset) : undefined;
}

/** Reads one record of any user. */
export function recordAt(bytes: Buffer, offset: number): LedgerRecord {
    const read = (at: number): Digest64 => digestAt(bytes, offset + at);
    const targetId = read(16);
    const flags = bytes.readUInt8(offset + 53);
    const password = passwordOf(flags);
    const factors = factorsOf(flags);
    return {
        status: statusAt(bytes, offset),
        isOurs: (flags & IS_OURS) !== 0,
        ...(password === undefined ? {} : { password }),
        ...((flags & IS_FOUND) === 0 ? {} : { isFound: true }),
        ...((flags & MOVED_BY_LOGIN) === 0 ? {} : { movedByLogin: true }),
        ...(factors === undefined ? {} : { factors }),
        submission: bytes.readUInt32LE(offset + 48),
        targetId: targetId.high === 0 && targetId.low === 0 ? undefined : targetId,
        source: read(24),
        decision: bytes.toString('hex', offset + 32, offset + 48),
        fields: LEDGER_FIELDS.map((_, field) => bytes.readUInt32LE(offset + 64 + field * 4)),
        written: fieldsOf(bytes.readUInt16LE(offset + 54)),
        kept: fieldsOf(bytes.readUInt16LE(offset + 62)),
        writtenAt: bytes.readUIntLE(offset + 56, 6),
    };
}

function digestAt(bytes: Buffer, offset: number): Digest64 {
    return { high: bytes.readUInt32LE(offset), low: bytes.readUInt32LE(offset + 4) };
}

function flagsOf({ isOurs, isFound, password, movedByLogin, factors = [] }: LedgerRecord): number {
    return (
        (isOurs ? IS_OURS : 0) |
        (isFound === true ? IS_FOUND : 0) |
        (movedByLogin === true ? MOVED_BY_LOGIN : 0) |
        (password === undefined ? 0 : PASSWORD_FLAWS[password]) |
        factors.reduce((mask, kind) => mask | FACTORS[kind], 0)
    );
}

function passwordOf(flags: number): PasswordFlaw | undefined {
    if ((flags & PASSWORD_FLAWS.none) !== 0) return 'none';
    return (flags & PASSWORD_FLAWS.outdated) === 0 ? undefined : 'outdated';
}

function factorsOf(flags: number): readonly FactorKind[] | undefined {
    // Every record is read several times in a pass, and few have factors.
    if (flags < FACTORS.totp) return undefined;
    return FACTOR_KINDS.filter((kind) => (flags & FACTORS[kind]) !== 0);
}

function maskOf(fields: readonly LedgerField[]): number {
    return fields.reduce((mask, field) => mask | (1 << LEDGER_FIELDS.indexOf(field)), 0);
}

function fieldsOf(mask: number): LedgerField[] {
    return LEDGER_FIELDS.filter((_, field) => (mask >> field) & 1);
}

/** Reads the status of one record. */
export function statusAt(bytes: Buffer, offset: number): LedgerStatus {
    return LEDGER_STATUSES[bytes.readUInt8(offset + 52)] ?? 'sent';
}
