import { z } from 'zod';
import { shownValue } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { isEncoding } from '../inputs/text-bytes.ts';
import { checks, type ValueRule } from '../run/value-rule.ts';
import { AUTHENTICATION_CALLS_PER_MINUTE } from '../tenant/limits.ts';

/** How a reset campaign reaches users. */
export type ResetKind = 'mails' | 'tickets';

/** What somebody chooses for a reset campaign. */
export interface ResetChoice {
    /** `mails`: Auth0 writes to each user; `tickets`: the links are written into encrypted artifacts, and nobody is mailed. */
    readonly send: ResetKind;
    /**
     * Users a minute at most, `1`–`300`.
     *
     * @default 60
     */
    readonly perMinute?: number;
    /** File of the users to take, relative to the project's folder. @default those whose passwords of the source cannot be used */
    readonly file?: string | undefined;
    /** The column of a table in that file. */
    readonly column?: string | undefined;
    /** @default utf-8 */
    readonly encoding?: string | undefined;
    /**
     * Name of the campaign, within which nobody gets two; letters, digits, `-` and `_`.
     *
     * @default 'first'
     */
    readonly campaign?: string;
    /** ID of the application that mails are about. */
    readonly clientId?: string | undefined;
    /** The name of the target connection: without it nothing is sent, and the campaign is a plan. */
    readonly confirm?: string | undefined;
}

const RULES = {
    send: { schema: checks(z.enum(['mails', 'tickets'])), expected: '`mails` or `tickets`' },
    perMinute: {
        schema: checks(z.int().min(1).max(AUTHENTICATION_CALLS_PER_MINUTE).default(60)),
        expected: `a whole number from 1 to ${AUTHENTICATION_CALLS_PER_MINUTE}`,
    },
    file: { schema: checks(z.string().min(1).optional()), expected: 'the path of a file' },
    column: { schema: checks(z.string().min(1).optional()), expected: 'the name of a column' },
    encoding: {
        schema: checks(z.string().refine(isEncoding).optional()),
        expected: 'an encoding such as utf-8, windows-1252 or utf-16',
    },
    campaign: {
        schema: checks(
            z
                .string()
                .regex(/^[\w-]{1,40}$/)
                .default('first'),
        ),
        expected: 'up to 40 letters, digits, - and _',
    },
    clientId: {
        schema: checks(
            z
                .string()
                .regex(/^[\w-]{1,64}$/)
                .optional(),
        ),
        expected: 'the ID of an application',
    },
} as const;

/** A {@link ResetChoice} with its defaults. */
export type ChosenReset = {
    readonly [Name in keyof typeof RULES]: (typeof RULES)[Name] extends ValueRule<infer Value> ? Value : never;
};

/**
 * Refuses settings that no campaign can follow, and fills in the defaults of the others.
 *
 * @throws {MigrationError} `SETTING_INVALID`
 */
export function checkResetSettings(choice: ResetChoice): ChosenReset {
    const chosen: Record<string, unknown> = {};
    for (const [name, { schema, expected }] of Object.entries(RULES)) {
        const value: unknown = Reflect.get(choice, name);
        const parsed = schema.safeParse(value);
        if (!parsed.success)
            throw new MigrationError(
                'SETTING_INVALID',
                `Expected \`${name}\` to be ${expected}; got ${shownValue(value)}.`,
            );
        chosen[name] = parsed.data;
    }
    return chosen as ChosenReset;
}
