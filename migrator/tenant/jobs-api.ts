import { Readable } from 'node:stream';
import type { ManagementClient } from 'auth0';
import { MigrationError } from '../errors.ts';
import { loggedFetch } from '../log/logged-fetch.ts';
import type { ManagementCall } from './assignments-api.ts';
import type { Job, JobError, TenantJobs } from './jobs.ts';
import { isStatus, networkFailure } from './request-failure.ts';
import { AnswerIncomplete } from './sdk-page.ts';

/**
 * Opens the jobs of a tenant.
 *
 * @param client - Auth0's SDK, without retries of its own
 * @param domain - names the tenant in messages
 */
export function jobsApi(client: ManagementClient, call: ManagementCall, domain: string): TenantJobs {
    return {
        createUsersExport: (connectionId, fields) =>
            call('POST /jobs/users-exports', async () =>
                jobOf(
                    await client.jobs.usersExports.create({
                        ...(connectionId === undefined ? {} : { connection_id: connectionId }),
                        format: 'json',
                        fields: fields.map((name) => ({ name })),
                    }),
                ),
            ),
        openDownload: (location) => openDownload(domain, location),
        createUsersImport: ({ file, connectionId, upsert, externalId }) =>
            call('POST /jobs/users-imports', async () =>
                jobOf(
                    await client.jobs.usersImports.create({
                        users: { data: file, filename: 'users.json', contentType: 'application/json' },
                        connection_id: connectionId,
                        upsert,
                        external_id: externalId,
                        // Auth0 mails all owners of the tenant unless it is told not to.
                        send_completion_email: false,
                    }),
                ),
            ),
        getJob: (id) =>
            call('GET /jobs/{id}', async () => {
                try {
                    return jobOf(await client.jobs.get(id));
                } catch (error) {
                    if (isStatus(error, 404)) return undefined;
                    throw error;
                }
            }),
        getJobErrors: async (id) => {
            const errors: unknown = await call('GET /jobs/{id}/errors', () => client.jobs.errors.get(id));
            // A 204 comes back as undefined; a job that failed as a whole answers with one object instead of a list.
            return Array.isArray(errors) ? (errors as JobError[]) : [];
        },
    };
}

async function openDownload(domain: string, location: string): Promise<Readable> {
    // The documented link has no scheme.
    const url = /^https?:\/\//.test(location) ? location : `https://${location}`;
    let response: Response;
    try {
        response = await loggedFetch(url);
    } catch (error) {
        throw networkFailure(domain, 'the download of an export', error);
    }
    if (!response.ok || response.body === null) {
        throw new MigrationError(
            'EXPORT_DAMAGED',
            `The link of the export file was answered with ${response.status}; links live for 60 seconds. Run again.`,
            { retryable: true, statusCode: response.status },
        );
    }
    return Readable.fromWeb(response.body);
}

function jobOf(wire: Record<string, unknown>): Job {
    const summary = wire['summary'] as Job['summary'];
    const text = (key: string) => (typeof wire[key] === 'string' ? wire[key] : undefined);
    const location = text('location');
    const statusDetails = text('status_details');
    const createdAt = Date.parse(text('created_at') ?? '');
    const [id, status] = [text('id'), text('status')];
    if (id === undefined) throw new AnswerIncomplete();
    return {
        id,
        status: status === 'completed' || status === 'failed' ? status : 'pending',
        ...(location === undefined ? {} : { location }),
        ...(Number.isNaN(createdAt) ? {} : { createdAt }),
        ...(summary === undefined ? {} : { summary }),
        ...(statusDetails === undefined ? {} : { statusDetails }),
    };
}
