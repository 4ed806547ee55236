import { formatTable } from './format-table.ts';
import type { TenantOverview } from './read-overview.ts';

const MAX_JOBS = 10;

/**
 * Shows an overview of a tenant as plain text: connections, the latest jobs, calls by endpoint, and the users who were looked for.
 *
 * @param overview - what was read
 */
export function formatTenantOverview(overview: TenantOverview): string {
    const { domain, now, frozen, users, connections, jobs, calls, found } = overview;
    const parts = [
        `Local tenant ${domain}, ${count(users, 'user')}, ${now}${frozen ? ' (frozen)' : ''}`,
        titled(
            'Connections',
            ['name', 'id', 'users come from', 'clients', 'identities', 'ghosts'],
            connections.map((connection) => [
                connection.name,
                connection.id,
                originOf(connection),
                connection.enabled_clients.length,
                connection.identities,
                connection.ghosts,
            ]),
        ),
        titled(
            jobs.length > MAX_JOBS ? `Jobs, the latest ${MAX_JOBS} of ${jobs.length}` : 'Jobs',
            ['created', 'id', 'kind', 'connection', 'status', 'outcome'],
            jobs
                .slice(-MAX_JOBS)
                .reverse()
                .map((job) => [
                    job.created_at,
                    job.id,
                    job.type === 'users_import' ? 'import' : 'export',
                    job.connection ?? 'all',
                    job.status,
                    outcomeOf(job),
                ]),
        ),
        titled(
            'Calls',
            ['endpoint', 'calls', 'statuses'],
            calls.map(({ route, count: times, statuses }) => [route, times, statusesOf(statuses)]),
        ),
    ];
    if (found !== undefined)
        parts.push(
            titled(
                found.total > found.users.length ? `Users, the first ${found.users.length} of ${found.total}` : 'Users',
                ['e-mail', 'name', 'user ID', 'connections', 'logins'],
                found.users.map((user) => [
                    user.email ?? '',
                    user.name ?? '',
                    user.user_id,
                    user.identities.map(({ connection }) => connection).join(', '),
                    user.logins_count ?? 0,
                ]),
            ),
        );
    return parts.join('\n\n');
}

function titled(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
    return rows.length === 0 ? `${title}: none` : `${title}\n${formatTable(head, rows)}`;
}

function originOf({
    custom_database: isCustom,
    import_mode: importMode,
    strategy,
}: TenantOverview['connections'][number]): string {
    if (!isCustom) return strategy === 'auth0' ? 'Auth0' : strategy;
    return `custom database, import mode ${importMode ? 'on' : 'off'}`;
}

function outcomeOf({ summary, processed }: TenantOverview['jobs'][number]): string {
    if (summary !== undefined)
        return `${summary.inserted} inserted, ${summary.updated} updated, ${summary.failed} failed`;
    return processed === undefined ? '' : `${count(processed, 'user')} so far`;
}

function statusesOf(statuses: Readonly<Record<string, number>>): string {
    return Object.entries(statuses)
        .map(([status, times]) => `${status}: ${times}`)
        .join(', ');
}

function count(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
