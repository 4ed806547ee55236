import type { FastifyRequest } from 'fastify';
import type { EmailVerifications } from '../../email-verifications.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import type { ExportField } from '../../jobs/export-fields.ts';
import { readImportRequest } from '../../jobs/import-request.ts';
import type { Job } from '../../jobs/job.ts';
import { MAX_CSV_EXPORT_FIELDS } from '../../limits.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { upsertRules } from '../../users/upsert-rules.ts';
import { sendBareJson } from '../bare-json.ts';

const EXPORT_REQUEST: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        connection_id: { type: 'string', pattern: /^con_[A-Za-z0-9]{16}$/ },
        format: { type: 'string', enum: ['json', 'csv'] },
        limit: { type: 'integer', minimum: 1 },
        fields: {
            type: 'array',
            items: {
                type: 'object',
                additionalProperties: false,
                required: ['name'],
                properties: { name: { type: 'string', maxLength: 100 }, export_as: { type: 'string', maxLength: 100 } },
            },
        },
    },
};

/** A CSV file has their leaves alone. @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20) */
const WHOLE_OBJECTS: ReadonlySet<string> = new Set(['app_metadata', 'user_metadata']);

/** Serves `/jobs`. */
export function jobRoutes(app: App, tenant: Tenant, verifications: EmailVerifications): void {
    const { store, jobs, faults, unverified } = tenant;

    const scheme = unverified.has('location-without-scheme') ? '' : 'https://';
    const show = (job: Job, { host }: FastifyRequest) => jobs.format(job, scheme + host, tenant.name);

    const requireJob = (id: string, message: string): Job => {
        const job = jobs.get(id);
        if (job === undefined) throw new ApiError(404, message, 'inexistent_job');
        return job;
    };

    app.post('/jobs/users-imports', { config: { scopes: ['create:users'] } }, async (request, reply) => {
        const { upsert, ...rest } = await readImportRequest(store, request.headers['content-type'], request.body);
        const job = jobs.startImport({ ...rest, upsert: upsert && upsertRules(unverified) });
        return reply.code(202).send(show(job, request));
    });

    app.post('/jobs/users-exports', { config: { scopes: ['read:users'] } }, (request) => {
        const body = requirePayload(EXPORT_REQUEST, request.body ?? {}) as {
            connection_id?: string;
            format?: 'json' | 'csv';
            limit?: number;
            fields?: ExportField[];
        };
        const connection = body.connection_id === undefined ? undefined : store.connections.get(body.connection_id);
        if (connection === undefined && body.connection_id !== undefined)
            throw new ApiError(400, 'The connection does not exist.', 'inexistent_connection');
        const { format = 'csv', limit, fields } = body;
        if (format === 'csv' && (fields?.length ?? 0) > MAX_CSV_EXPORT_FIELDS)
            throw invalidBody(
                `Payload validation error: 'Array is too long (${fields?.length ?? 0}), maximum ${MAX_CSV_EXPORT_FIELDS}' on property fields`,
            );
        const whole = format === 'csv' ? fields?.find(({ name }) => WHOLE_OBJECTS.has(name)) : undefined;
        if (whole !== undefined)
            throw invalidBody(
                `Payload validation error: 'Object cannot be exported to CSV as a whole: ${whole.name}' on property fields`,
            );
        return show(jobs.startExport({ connection, format, limit, fields }), request);
    });

    app.get<{ Params: { id: string } }>(
        '/jobs/:id',
        { config: { scopes: ['create:users', 'read:users'] } },
        (request) =>
            verifications.jobs.get(request.params.id) ?? show(requireJob(request.params.id, 'Job not found.'), request),
    );

    app.get<{ Params: { id: string } }>(
        '/jobs/:id/errors',
        { config: { scopes: ['create:users', 'read:users'] } },
        async (request, reply) => {
            const job = requireJob(request.params.id, 'The job does not exist.');
            if (faults.take('lost-errors', 'GET /api/v2/jobs/{id}/errors') !== undefined) return reply.code(204).send();
            if (job.type === 'users_import' && job.errors.length > 0) return sendBareJson(reply, job.errors);
            if (job.type === 'users_import' && job.statusDetails !== undefined) {
                const { type, id, status, connection_id, created_at, status_details } = show(job, request);
                return { id, type, status, created_at, connection_id, status_details };
            }
            return reply.code(204).send();
        },
    );
}
