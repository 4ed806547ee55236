import { Readable } from 'node:stream';
import { reasonOf } from '../../disclosure/foreign-error.ts';
import { shownPath } from '../../disclosure/shown-text.ts';
import { MigrationError } from '../../errors.ts';
import { readInChunks } from '../read-file.ts';
import { decryptCommand } from './decrypt-command.ts';
import { loadOpenPgp, type OpenPgp } from './openpgp.ts';
import { PGP_KEY_VARIABLE, type PrivateKeySettings, readPrivateKey } from './private-key.ts';

/**
 * Bytes are handed on before the end, where the check against changes stands: a file of gigabytes is never in memory as a
 * whole. The reader must keep nothing when the stream fails.
 */
const STREAMING = { allowUnauthenticatedStream: true };

/**
 * Tells whether a file begins as one that is encrypted with PGP: armored, or with a packet that holds a session key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9580#name-packet-headers
 */
export function isPgp(start: Buffer): boolean {
    const first = start[0] ?? 0;
    return start.toString('latin1').trimStart().startsWith('-----BEGIN PGP') || SESSION_KEY_PACKETS.has(first);
}

/** What stands in place of a key's ID that the sender keeps to himself. */
const HIDDEN_KEY = /^0+$/;

/** Packets 1 and 3, in the old format with each length of a length, and in the new one. */
const SESSION_KEY_PACKETS: ReadonlySet<number> = new Set([0x84, 0x85, 0x86, 0x8c, 0x8d, 0x8e, 0xc1, 0xc3]);

/**
 * Decrypts an export of Auth0's support as a stream; nothing of it touches the disk here.
 *
 * @param settings - undefined where nobody names a key
 * @throws {MigrationError} `HASH_EXPORT_ENCRYPTED`, `HASH_EXPORT_KEY_INVALID`, `HASH_EXPORT_PASSPHRASE_WRONG`,
 * `HASH_EXPORT_KEY_WRONG`; at the end of the stream `HASH_EXPORT_DAMAGED` when the file was cut off or changed
 */
export async function* decryptPgp(path: string, settings: PrivateKeySettings | undefined): AsyncGenerator<Buffer> {
    if (settings === undefined) {
        throw new MigrationError(
            'HASH_EXPORT_ENCRYPTED',
            `The export ${shownPath(path)} is encrypted with PGP, and no private key is named. Name the key's file as ` +
                `\`passwords.privateKey\` in the definition, or give the key in ${PGP_KEY_VARIABLE}; or decrypt the file yourself: ` +
                `${decryptCommand(path)} and name the new file in the definition. Nothing was sent.`,
        );
    }
    const openpgp = await loadOpenPgp(path);
    const privateKey = await readPrivateKey(openpgp, settings);
    const file = readInChunks(path);
    try {
        const message = await readMessage(openpgp, file, path);
        const keyIds = message.getEncryptionKeyIDs();
        const isForKey = keyIds.some((id) => HIDDEN_KEY.test(id.toHex()) || privateKey.getKeys(id).length > 0);
        if (!isForKey)
            throw wrongKey(
                path,
                keyIds.map((id) => id.toHex()),
                privateKey.getKeyID().toHex(),
            );
        const { data } = await openpgp.decrypt({
            message,
            decryptionKeys: privateKey,
            format: 'binary',
            config: STREAMING,
        });
        for await (const chunk of data as unknown as AsyncIterable<Uint8Array>) {
            yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        }
    } catch (error) {
        if (error instanceof MigrationError) throw error;
        throw damaged(path, error);
    } finally {
        file.destroy();
    }
}

/**
 * Makes sure that an encrypted export can be opened, by its first bytes.
 *
 * @throws {MigrationError} what {@link decryptPgp} throws before its end
 */
export async function checkPgpKey(path: string, settings: PrivateKeySettings | undefined): Promise<void> {
    const bytes = decryptPgp(path, settings);
    await bytes.next();
    await bytes.return(undefined);
}

async function readMessage(openpgp: OpenPgp, file: Readable, path: string) {
    const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    if (first.done === true) throw damaged(path, new Error('it is empty'));
    async function* whole(): AsyncGenerator<Uint8Array> {
        for (let next: IteratorResult<Buffer> = first; next.done !== true; ) {
            yield new Uint8Array(next.value);
            next = await chunks.next();
        }
    }
    const isArmored = first.value.subarray(0, 64).toString('latin1').trimStart().startsWith('-----BEGIN');
    const stream = ReadableStream.from(whole());
    return isArmored
        ? await openpgp.readMessage({
              armoredMessage: stream.pipeThrough(new TextDecoderStream()) as never,
              config: STREAMING,
          })
        : await openpgp.readMessage({ binaryMessage: stream as never, config: STREAMING });
}

function wrongKey(path: string, wanted: readonly string[], given: string): MigrationError {
    return new MigrationError(
        'HASH_EXPORT_KEY_WRONG',
        `The export ${shownPath(path)} is encrypted for ${wanted.length === 0 ? 'no key, by a password' : `the key ${wanted.join(', ')}`}, ` +
            `and the private key that was named is ${given}. Name the key whose public half you gave to Auth0's support. Nothing was sent.`,
    );
}

function damaged(path: string, cause: unknown): MigrationError {
    const reason = reasonOf(cause);
    const what = /modification|integrity|authenticat/i.test(reason)
        ? 'it was changed after it was encrypted'
        : 'it is cut off, or not what its first bytes promise';
    return new MigrationError(
        'HASH_EXPORT_DAMAGED',
        `The export ${shownPath(path)} cannot be decrypted to its end: ${what} (${reason}). Compare its size and checksum with what Auth0's ` +
            'support delivered, and copy it again. What was decrypted of it was thrown away; nothing was sent.',
        { cause },
    );
}
