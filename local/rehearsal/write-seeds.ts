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
 * Gives the users whom the target has before the migration: some of the source, and some that hold the username of one.
 *
 * @returns the bodies of `POST /api/v2/users`
 */
export function* targetUsers(users: number, pool: readonly PooledPassword[]): Generator<Record<string, unknown>> {
    for (let number = 0; number < Math.min(users, 5_000); number += 1) {
        const user = inventUser(number, pool);
        if (user.expectation === 'existing')
            yield { email: user.email, password: 'Already-Here-2026!', email_verified: true };
        if (user.isUsernameTaken) {
            yield { email: `other.${user.email}`, username: user.profile['username'], password: 'Already-Here-2026!' };
        }
    }
}

/**
 * Gives the ghosts of the target: identities without a profile, such as a password reset leaves behind that nobody finished.
 *
 * @returns lines of a seed file
 */
export function* targetGhosts(users: number, pool: readonly PooledPassword[]): Generator<Record<string, unknown>> {
    for (let number = 0; number < Math.min(users, 5_000); number += 1) {
        const { email, expectation } = inventUser(number, pool);
        if (expectation === 'rejected') yield { ghost: { connection: REHEARSAL_CONNECTIONS.target, email } };
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
