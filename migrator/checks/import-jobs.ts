import type { RememberedRun } from '../run-store/remembered-run.ts';
import { IMPORT_JOB_TIMEOUT_MS } from '../tenant/limits.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Finding } from './finding.ts';

/** What is known of imports into a tenant that are not of this run. */
export interface ImportSlotUse {
    /** Import jobs that the tenant runs at once. */
    readonly slots: number;
    /** Slots that migrations on this machine hold. */
    readonly held: number;
}

/**
 * Finds import jobs that others run in the target tenant, as far as that is possible.
 *
 * Auth0 has no list of jobs. Migrations on this machine share slots and are seen; jobs that other runs of this project have
 * submitted are asked about by their IDs. All others are seen only when Auth0 refuses a third job.
 *
 * @param runs - the other runs of the project
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export async function checkImportJobs(
    tenant: Tenant,
    { slots, held }: ImportSlotUse,
    runs: readonly RememberedRun[],
    now: number,
): Promise<Finding[]> {
    const pending: string[] = [];
    for (const { runId, state } of runs) {
        for (const { jobId, status, acceptedAt = '' } of state.submissions.values()) {
            const isRecent = now - Date.parse(acceptedAt) < IMPORT_JOB_TIMEOUT_MS;
            if (status !== 'accepted' || jobId === undefined || !isRecent) continue;
            if ((await tenant.jobs.getJob(jobId))?.status === 'pending') pending.push(`${jobId} of the run ${runId}`);
        }
    }
    const findings: Finding[] = [];
    if (held > 0 || pending.length > 0) {
        const seen = [
            ...(held > 0 ? [`${held} of ${slots} import slots are held by migrations on this machine`] : []),
            ...(pending.length > 0 ? [`pending: ${pending.join(', ')}`] : []),
        ];
        findings.push({
            code: 'IMPORT_JOBS_RUNNING',
            level: 'warning',
            message: `Somebody else is importing into ${tenant.domain} (${seen.join('; ')}). The run waits for its turn, so it takes longer.`,
        });
    }
    findings.push({
        code: 'IMPORT_JOBS_UNSEEN',
        level: 'note',
        message:
            `Import jobs from other machines and the dashboard are invisible, because Auth0 has no list of jobs. ${tenant.domain} runs ` +
            `${slots} at once and refuses the next, and the run then waits. Make sure that nobody else imports at the same time.`,
    });
    return findings;
}
