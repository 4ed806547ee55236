import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Expectation, type InventedUser, inventUser } from './invented-user.ts';
import type { PooledPassword } from './password-pool.ts';

/** Names of the connections that a rehearsal moves users between. */
export const REHEARSAL_CONNECTIONS = { source: 'legacy-customers', target: 'customers' } as const;

const USERS_PER_CHUNK = 500;

/** Where a rehearsal's files are written. */
export interface SeedFiles {
    readonly sourceSeed: string;
    /** The password hash export, gzipped NDJSON, as Auth0's support delivers it. */
    readonly hashExport: string;
}

/**
 * Writes the seed of the source tenant and its password hash export.
 *
 * @returns how many users are to end where
 */
export async function writeSeeds(
    files: SeedFiles,
    users: number,
    pool: readonly PooledPassword[],
): Promise<Record<Expectation, number>> {
    const expected: Record<Expectation, number> = { imported: 0, existing: 0, excluded: 0, rejected: 0 };
    for (let number = 0; number < users; number += 1) expected[inventUser(number, pool).expectation] += 1;
    const connection = { connection: { name: REHEARSAL_CONNECTIONS.source } };
    await pipeline(
        Readable.from(chunks(users, pool, seedLine, [connection])),
        createWriteStream(files.sourceSeed, { mode: 0o600 }),
    );
    await pipeline(
        Readable.from(chunks(users, pool, hashLine)),
        createGzip({ level: 1 }),
        createWriteStream(files.hashExport, { mode: 0o600 }),
    );
    return expected;
}

/**
 * Gives what the target has before the migration: users under the address of one in the source, users who hold the username of one, and
 * ghosts, which are identities without a profile, such as a password reset leaves behind that nobody finished.
 *
 * @returns lines of a seed file
 */
export function* targetSeed(users: number, pool: readonly PooledPassword[]): Generator<Record<string, unknown>> {
    const connection = REHEARSAL_CONNECTIONS.target;
    for (let number = 0; number < Math.min(users, 5_000); number += 1) {
        const { email, password, profile, expectation, isUsernameTaken } = inventUser(number, pool);
        if (expectation === 'existing') yield { user: { connection, email, email_verified: true, ...password.seed } };
        if (isUsernameTaken) {
            const { username } = profile;
            yield { user: { connection, email: `other.${email}`, username, ...password.seed } };
        }
        if (expectation === 'rejected') yield { ghost: { connection, email } };
    }
}

function* chunks(
    users: number,
    pool: readonly PooledPassword[],
    toLine: (user: InventedUser) => object,
    first: readonly object[] = [],
): Generator<Buffer> {
    let lines = first.map((line) => `${JSON.stringify(line)}\n`);
    for (let number = 0; number < users; number += 1) {
        lines.push(`${JSON.stringify(toLine(inventUser(number, pool)))}\n`);
        if (lines.length < USERS_PER_CHUNK) continue;
        yield Buffer.from(lines.join(''));
        lines = [];
    }
    if (lines.length > 0) yield Buffer.from(lines.join(''));
}

function seedLine({ profile, password }: InventedUser): object {
    return { user: { connection: REHEARSAL_CONNECTIONS.source, ...profile, ...password.seed } };
}

function hashLine({ id, email, profile, password }: InventedUser): object {
    return {
        _id: { $oid: id },
        email_verified: profile['email_verified'],
        email,
        ...password.exported,
        password_set_date: { $date: profile['created_at'] },
        tenant: 'rehearsal-source',
        connection: REHEARSAL_CONNECTIONS.source,
        _tmp_is_unique: true,
    };
}
