import { basename } from 'node:path';

/** Gives the command that decrypts an encrypted export by hand. */
export function decryptCommand(path: string): string {
    const name = basename(path).replace(/\.(pgp|gpg|asc)$/, '');
    const output = name === basename(path) ? `${name}.decrypted` : name;
    return `gpg --decrypt --output ${quoted(output)} ${quoted(path)}`;
}

function quoted(path: string): string {
    return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
