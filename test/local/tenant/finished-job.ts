import type { Management } from 'auth0';
import type { OpenTenant } from './open-tenant.ts';

/** Asks for a job until it is no longer pending. */
export async function finishedJob(tenant: OpenTenant, id: string): Promise<Management.GetJobResponseContent> {
    for (;;) {
        const job = await tenant.management.jobs.get(id);
        if (job.status !== 'pending') return job;
    }
}

/** Imports users with the SDK and returns the finished job. */
export async function importUsers(
    tenant: OpenTenant,
    connectionId: string,
    users: readonly unknown[],
    { upsert = false }: { upsert?: boolean } = {},
): Promise<Management.GetJobResponseContent> {
    const job = await tenant.management.jobs.usersImports.create({
        users: new File([JSON.stringify(users)], 'users.json', { type: 'application/json' }),
        connection_id: connectionId,
        upsert,
        send_completion_email: false,
    });
    return finishedJob(tenant, job.id);
}

/** The errors of a job as they are on the wire: user, code, message and path. */
export async function jobErrors(
    tenant: OpenTenant,
    id: string,
): Promise<{ user: unknown; errors: { code: string; message: string; path?: string }[] }[]> {
    const response = await tenant.call('GET', `/api/v2/jobs/${id}/errors`);
    return (await response.json()) as Awaited<ReturnType<typeof jobErrors>>;
}
