import { counted } from '../counted.ts';
import { withoutDatabasePrefix } from '../identity/user-id.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { Artifacts, RandomAccessFile } from '../run-store/artifacts.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { type FactorExportRecord, readFactorExportRecord } from '../users/factor-export-record.ts';
import type { PrivateKeySettings } from './pgp/private-key.ts';
import { damagedExport, readSupportExport, type SupportExport } from './support-export.ts';

/** The second factors of a source connection, found by user. */
export interface FactorIndex {
    /**
     * Finds a user's factors, by ID only: an address may have another owner by now.
     *
     * @param userId - the full ID
     * @returns in the words of `mfa_factors`; undefined where the export holds none that an import takes
     */
    find(userId: string): readonly unknown[] | undefined;
    /** Closes the file behind the index. */
    close(): void;
}

const FACTOR_EXPORT: SupportExport = {
    what: 'MFA export',
    setting: 'mfaFactors.file',
    codes: { notFound: 'MFA_EXPORT_NOT_FOUND', damaged: 'MFA_EXPORT_DAMAGED' },
};

interface FactorExportFile {
    readonly path: string;
    readonly key: PrivateKeySettings | undefined;
}

/** A record as it is kept, with the place of the one before of the same digest. */
interface StoredFactors extends FactorExportRecord {
    readonly before?: number;
}

/**
 * Indexes an MFA export: the file stays on disk, the memory holds a 64-bit digest and an offset for each user.
 *
 * A user may have several records.
 *
 * @param artifacts - that only this process can read, for the file holds secrets
 * @throws {MigrationError} `MFA_EXPORT_NOT_FOUND`; `MFA_EXPORT_DAMAGED` with the number of the record that cannot be read, and where no
 * record has a factor; what {@link readSupportExport} throws
 */
export async function openFactorIndex(
    { path, key }: FactorExportFile,
    artifacts: Artifacts,
    artifact: string,
): Promise<FactorIndex> {
    const places = new DigestTable(0);
    const writer = openArtifactWriter(artifacts, artifact);
    let [number, offset] = [0, 0];
    await endOrAbort([writer], async () => {
        for await (const records of readSupportExport(path, FACTOR_EXPORT, key)) {
            for (const record of records) {
                number += 1;
                const read = readFactorExportRecord(record);
                if (typeof read === 'string') throw damagedExport(path, FACTOR_EXPORT, `record ${number} ${read}`);
                if (read.factors.length === 0) continue;
                const digest = digest64(read.id);
                const before = places.get(digest);
                const line = jsonLine({ ...read, ...(before === undefined ? {} : { before }) } satisfies StoredFactors);
                places.set(digest, offset);
                offset += line.length;
                await writer.write(line);
            }
        }
        if (places.size === 0)
            throw damagedExport(
                path,
                FACTOR_EXPORT,
                `none of its ${counted(number, 'record')} has a factor that imports accept`,
            );
    });
    return new IndexedFactors(places, artifacts.openForRandomAccess(artifact));
}

/**
 * Makes sure that an MFA export is there, can be opened and begins as one, by its first records.
 *
 * @throws {MigrationError} what {@link openFactorIndex} throws
 */
export async function checkFactorExport({ path, key }: FactorExportFile): Promise<void> {
    const records = readSupportExport(path, FACTOR_EXPORT, key);
    await records.next();
    await records.return(undefined);
}

class IndexedFactors implements FactorIndex {
    private readonly places: DigestTable;
    private readonly file: RandomAccessFile;

    constructor(places: DigestTable, file: RandomAccessFile) {
        this.places = places;
        this.file = file;
    }

    find(userId: string): readonly unknown[] | undefined {
        const id = withoutDatabasePrefix(userId);
        const found = new Map<string, unknown>();
        let place = this.places.get(digest64(id));
        const records: StoredFactors[] = [];
        while (place !== undefined) {
            const record = JSON.parse(this.file.lineAt(place).toString('utf8')) as StoredFactors;
            // A digest alone must never give one person another's factors.
            if (record.id === id) records.unshift(record);
            place = record.before;
        }
        for (const factor of records.flatMap(({ factors }) => factors)) found.set(JSON.stringify(factor), factor);
        return found.size === 0 ? undefined : [...found.values()];
    }

    close(): void {
        this.file.close();
    }
}
