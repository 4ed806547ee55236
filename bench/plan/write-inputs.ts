import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inventHash } from '../invented-hash.ts';

const USERS_PER_CHUNK = 1_000;

/** Writes an export of invented users of 1 kB each, and their password hash export, both gzipped. */
export async function writeInputs(source: string, hashes: string, users: number): Promise<void> {
    for (const [path, toLine] of [
        [source, profileOf],
        [hashes, hashOf],
    ] as const) {
        await pipeline(Readable.from(chunks(users, toLine)), createGzip({ level: 1 }), createWriteStream(path));
    }
}

/** Streams an export of invented users of some 200 bytes each, gzipped, which is stored nowhere. */
export function briefProfiles(users: number): Readable {
    return Readable.from(chunks(users, briefProfileOf)).pipe(createGzip({ level: 1 }));
}

/** Writes the password hash export of invented users, gzipped. */
export async function writeHashes(path: string, users: number): Promise<void> {
    await pipeline(Readable.from(chunks(users, hashOf)), createGzip({ level: 1 }), createWriteStream(path));
}

function* chunks(users: number, toLine: (number: number) => object): Generator<Buffer> {
    for (let start = 0; start < users; start += USERS_PER_CHUNK) {
        const count = Math.min(USERS_PER_CHUNK, users - start);
        yield Buffer.from(
            Array.from({ length: count }, (_, index) => `${JSON.stringify(toLine(start + index))}\n`).join(''),
        );
    }
}

function idOf(number: number): string {
    return `5f${number.toString(16).padStart(22, '0')}`;
}

function profileOf(number: number): object {
    const id = idOf(number);
    return {
        user_id: `auth0|${id}`,
        email: `user.${number}@example.com`,
        email_verified: number % 5 > 0,
        given_name: 'Zoë',
        family_name: `Number ${number}`,
        name: `Zoë Number ${number}`,
        nickname: `zoe${number}`,
        picture: `https://images.example.com/${id}.png?s=480&r=pg`,
        user_metadata: {
            language: 'en',
            theme: number % 2 === 0 ? 'dark' : 'light',
            address: {
                city: 'Zürich',
                lines: [`${number} Example Street`, 'Second floor'],
                postal_code: `${10_000 + (number % 89_999)}`,
            },
            notes: `Prefers to be written to, and that in ${number % 3} languages. `.repeat(3),
        },
        app_metadata: {
            plan: 'business',
            billing: {
                customer: `cus_${number.toString(36).padStart(8, '0')}`,
                seats: number % 50,
                vat: number % 7 === 0,
            },
            features: ['reports', 'exports', 'single-sign-on'],
        },
        identities: [{ connection: 'legacy', provider: 'auth0', user_id: id, isSocial: false }],
        created_at: '2021-03-04T05:06:07.008Z',
        updated_at: '2026-01-02T03:04:05.006Z',
        last_login: '2026-01-02T03:04:05.006Z',
        last_ip: '192.0.2.1',
        logins_count: number % 200,
    };
}

function briefProfileOf(number: number): object {
    return {
        user_id: `auth0|${idOf(number)}`,
        email: `user.${number}@example.com`,
        email_verified: true,
        name: `Number ${number}`,
        user_metadata: { language: 'en' },
        updated_at: '2026-01-02T03:04:05.006Z',
    };
}

function hashOf(number: number): object {
    return {
        _id: { $oid: idOf(number) },
        email_verified: true,
        email: `user.${number}@example.com`,
        passwordHash: inventHash(number),
        password_set_date: { $date: '2021-03-04T05:06:07.008Z' },
        tenant: 'example',
        connection: 'legacy',
        _tmp_is_unique: true,
    };
}
