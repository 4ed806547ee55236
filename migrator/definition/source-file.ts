import { z } from 'zod';
import { PRESET_NAMES } from '../inputs/presets/preset.ts';
import { isEncoding } from '../inputs/text-bytes.ts';
import type { UserRecord } from '../records/user-record.ts';
import {
    HASH_ALGORITHMS,
    HASH_ENCODINGS,
    PASSWORD_ENCODINGS,
    SALT_POSITIONS,
} from '../users/password-hashes/custom-password-hash.ts';
import { UNSUPPORTED_ALGORITHMS } from '../users/password-hashes/description.ts';
import { idleSettingOf } from '../users/password-hashes/idle-setting.ts';
import { plainDigest } from '../users/password-hashes/plain-digest.ts';
import { idleFieldOf } from './column-fields.ts';
import type { IsSameType, Writable } from './same-type.ts';
import type { HashOfRecord, SourceFileDefinition } from './source-file-definition.ts';

const UNSUPPORTED = Object.keys(UNSUPPORTED_ALGORITHMS) as (keyof typeof UNSUPPORTED_ALGORITHMS)[];

const described = {
    algorithm: z.enum([...HASH_ALGORITHMS, ...UNSUPPORTED]).optional(),
    encoding: z.enum(['hex', 'base64']).optional(),
    digest: z.string().transform(plainDigest).optional(),
    key: z.strictObject({ value: z.string(), encoding: z.enum(HASH_ENCODINGS).optional() }).optional(),
    salt: z
        .strictObject({
            value: z.string().optional(),
            encoding: z.enum(HASH_ENCODINGS).optional(),
            position: z.enum(SALT_POSITIONS).optional(),
        })
        .optional(),
    password: z.strictObject({ encoding: z.enum(PASSWORD_ENCODINGS) }).optional(),
    iterations: z.int().positive().optional(),
    keylen: z.int().positive().optional(),
    cost: z.int().positive().optional(),
    blockSize: z.int().positive().optional(),
    parallelization: z.int().positive().optional(),
    pepper: z.boolean().optional(),
};

const hashOfRecord = z.strictObject({ hash: z.unknown(), ...described }).superRefine((value, context) => {
    const idle = idleSettingOf(value);
    if (idle !== undefined) context.addIssue({ code: 'custom', path: [idle.setting], message: idle.message });
});

true satisfies IsSameType<Writable<HashOfRecord>, Writable<z.input<typeof hashOfRecord>>>;

/**
 * Checks what a definition's function gives for one record: a hash, or a hash with its description.
 *
 * @internal
 */
export const hashOfRecordSchema = z.union([z.undefined(), z.null(), z.string(), hashOfRecord]);

const hashColumn = z
    .strictObject({
        column: z.string().min(1),
        saltColumn: z.string().min(1).optional(),
        ...described,
    })
    .superRefine((value, context) => {
        const idle = idleSettingOf(value);
        if (idle !== undefined) context.addIssue({ code: 'custom', path: [idle.setting], message: idle.message });
    });

const passwordHash = z.union(
    [
        z.custom<(record: UserRecord) => string | HashOfRecord | null | undefined>(
            (value) => typeof value === 'function',
        ),
        hashColumn,
    ],
    'Expected a column (`{ column: ... }`) or a function',
);

/** Settings of `source` that say how CSV is written. */
export const CSV_ONLY = ['delimiter', 'quote', 'escape', 'header', 'leadingApostrophes'] as const;

/**
 * Checks `source` of a definition, which {@link SourceFileDefinition} explains: a file of users, and how its records become profiles.
 *
 * @internal
 */
export const sourceFileSchema = z
    .strictObject({
        file: z.string().min(1).optional(),
        from: z.enum(PRESET_NAMES).optional(),
        format: z.enum(['json', 'csv']).optional(),
        encoding: z
            .string()
            .refine(isEncoding, 'expected an encoding such as utf-8, windows-1252 or utf-16')
            .optional(),
        at: z.string().min(1).optional(),
        skipLines: z.int().min(1).max(1000).optional(),
        delimiter: z
            .string()
            .length(1)
            .refine((text) => !/["\r\n\uFEFF]/.test(text), 'expected a character that can separate cells')
            .optional(),
        quote: z.union([z.string().length(1), z.literal(false)]).optional(),
        escape: z.string().length(1).optional(),
        header: z.array(z.string().min(1)).min(1).optional(),
        leadingApostrophes: z.enum(['remove', 'keep']).optional(),
        nulls: z.array(z.string()).optional(),
        connection: z.string().min(1).optional(),
        columns: z
            .record(z.string().regex(/^[a-z_]+(\[\d{1,6}\])*(\.(?!__proto__(\.|$))[^.$]+)*$/), z.string().min(1))
            .optional(),
        /** The column of the hash, or a function that takes it out of a record. */
        passwordHash: passwordHash.optional(),
        largeNumbers: z.enum(['exclude', 'text']).optional(),
    })
    .superRefine((source, context) => {
        const refuse = (path: string | readonly string[], message: string): void => {
            context.addIssue({ code: 'custom', path: [path].flat(), message });
        };
        for (const field of Object.keys(source.columns ?? {})) {
            const problem = idleFieldOf(field);
            if (problem !== undefined) refuse(['columns', field], problem);
        }
        for (const key of CSV_ONLY) {
            if (source.format === 'json' && source[key] !== undefined)
                refuse(key, "has no effect beside `format: 'json'`");
            if (source.at !== undefined && source[key] !== undefined) refuse(key, 'has no effect beside `at`');
        }
        if (source.format === 'csv' && source.at !== undefined) refuse('at', "has no effect beside `format: 'csv'`");
        if (source.quote === false && source.escape !== undefined && source.escape !== '\\')
            refuse('escape', 'has no effect beside `quote: false`, unless it is a backslash');
        if (source.header !== undefined && new Set(source.header).size < source.header.length)
            refuse('header', 'names a column twice');
        if (source.delimiter !== undefined && source.delimiter === source.quote)
            refuse('delimiter', 'is the character that quotes cells');
    });

/** A file of users in place of the source connection. */
export type SourceFile = SourceFileDefinition;

/**
 * Gives the path of a file of users.
 *
 * @param source - of a definition that was joined with the settings, which name the file if the definition does not
 */
export function pathOfSourceFile({ file }: SourceFile): string {
    if (file === undefined) throw new Error('a file of users that is read has a path');
    return file;
}
