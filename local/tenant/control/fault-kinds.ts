import type { Schema } from '../schema.ts';

const IMPORTS = 'POST /api/v2/jobs/users-imports';
const EXPORTS = 'POST /api/v2/jobs/users-exports';
const DOWNLOADS = 'GET /_exports/{id}/{file}';
const ERRORS = 'GET /api/v2/jobs/{id}/errors';
const SEARCH = 'GET /api/v2/users';

/**
 * What can go wrong on demand, and the routes that it can happen to; `undefined` stands for all but the control API's own.
 * A fault that names no route happens to all of them. An index stands still as long as the fault is there, for all callers.
 */
export const FAULT_KINDS = {
    'error-answer': undefined,
    'dropped-connection': undefined,
    'rate-limit': undefined,
    'slow-answer': undefined,
    'failed-job': [IMPORTS, EXPORTS],
    'endless-job': [IMPORTS, EXPORTS],
    'truncated-download': [DOWNLOADS],
    'expired-link': [DOWNLOADS],
    'lost-errors': [ERRORS],
    'frozen-index': [SEARCH],
} as const satisfies Readonly<Record<string, readonly string[] | undefined>>;

/** The name of a fault. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** A fault as it is ordered: what, where and how often, and what only some kinds know. */
export interface FaultOrder {
    kind: FaultKind;
    /** As in the README's list of endpoints. */
    route?: string;
    /** How many calls it happens to, before it is over. @default without end */
    count?: number;
    /** How many calls of the route it lets pass first. @default 0 */
    skip?: number;
    /** From 0 to 1: how likely it happens to a call. @default 1 */
    probability?: number;
    /** What `probability` is thrown with: the same seed hits the same calls. @default 1 */
    seed?: number;
    /** Whether the call's work is done first; `after` happens only to calls that succeed. @default 'after' */
    when?: 'before' | 'after';
    /** Of an `error-answer`. @default 502 */
    status?: number;
    /** Of a `slow-answer`. @default 1000 */
    delay_ms?: number;
    /** Of a `rate-limit`: how far ahead `x-ratelimit-reset` lies. @default 1 */
    reset_in_s?: number;
    /** Of a job: how many users it does before it fails or stands still. @default 0 */
    after_users?: number;
    /** Of a `truncated-download`: whether the half file ends as if it were whole. @default 'dropped' */
    ends?: 'dropped' | 'cleanly';
}

/** What the body of `POST /_local/faults` may hold. */
export const FAULT_ORDER: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['kind'],
    properties: {
        kind: { type: 'string', enum: Object.keys(FAULT_KINDS) },
        route: { type: 'string' },
        count: { type: 'integer', minimum: 1 },
        skip: { type: 'integer', minimum: 0 },
        probability: { type: 'number', minimum: 0 },
        seed: { type: 'integer' },
        when: { type: 'string', enum: ['before', 'after'] },
        status: { type: 'integer', minimum: 400 },
        delay_ms: { type: 'integer', minimum: 0 },
        reset_in_s: { type: 'integer', minimum: 1 },
        after_users: { type: 'integer', minimum: 0 },
        ends: { type: 'string', enum: ['dropped', 'cleanly'] },
    },
};
