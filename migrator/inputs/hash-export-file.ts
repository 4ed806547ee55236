import { counted } from '../counted.ts';
import { type HashExportRecord, readHashExportRecord } from '../users/hash-export-record.ts';
import type { PrivateKeySettings } from './pgp/private-key.ts';
import { damagedExport, readSupportExport, type SupportExport } from './support-export.ts';

const HASH_EXPORT: SupportExport = {
    what: 'password hash export',
    setting: 'passwords.hashExport',
    codes: { notFound: 'HASH_EXPORT_NOT_FOUND', damaged: 'HASH_EXPORT_DAMAGED' },
};

/**
 * Reads the password hash export of Auth0's support.
 *
 * @param privateKey - of an encrypted file
 * @returns arrays of some records, in the file's order
 * @throws {MigrationError} `HASH_EXPORT_NOT_FOUND`; `HASH_EXPORT_DAMAGED` with the number of the record that cannot be read; what
 * {@link readSupportExport} throws
 */
export async function* readHashExportFile(
    path: string,
    privateKey?: PrivateKeySettings,
): AsyncGenerator<HashExportRecord[]> {
    let number = 0;
    let hashes = 0;
    for await (const records of readSupportExport(path, HASH_EXPORT, privateKey)) {
        yield records.map((record) => {
            number += 1;
            const read = readHashExportRecord(record);
            if (read?.hash !== undefined) hashes += 1;
            if (read !== undefined) return read;
            const problem = `record ${number} has neither an ID (\`_id\`, \`alt_id\`) nor an \`email\``;
            throw damagedExport(path, HASH_EXPORT, problem);
        });
    }
    if (hashes > 0) return;
    const problem = `none of its ${counted(number, 'record')} has a hash (\`passwordHash\` or \`custom_password_hash\`)`;
    throw damagedExport(path, HASH_EXPORT, problem);
}
