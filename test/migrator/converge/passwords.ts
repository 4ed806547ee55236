import { bcrypt } from 'hash-wasm';

const hashes = new Map<string, Promise<string>>();

/** Gives the bcrypt hash of a password, with the cost that Auth0 uses; the same text has the same hash. */
export function hashOf(password: string): Promise<string> {
    const known = hashes.get(password) ?? makeHash(password);
    hashes.set(password, known);
    return known;
}

async function makeHash(password: string): Promise<string> {
    const hash = await bcrypt({ password, salt: Buffer.alloc(16, 7), costFactor: 10, outputType: 'encoded' });
    return hash.replace(/^\$2a\$/, '$2b$');
}
