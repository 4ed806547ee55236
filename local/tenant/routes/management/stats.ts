import { invalidQuery } from '../../errors.ts';
import { isoTime } from '../../formatters.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** @see https://auth0.com/docs/api/management/v2/stats/get-active-users (read 2026-06-25) */
const ACTIVE_DAYS = 30;
const DATE = /^(2\d{3})(\d\d)(\d\d)$/;

/** Serves `/stats`: who logged in lately, and logins and sign-ups by day as far as the tenant's log reaches. */
export function statsRoutes(app: App, { store, clock }: Tenant): void {
    const SCOPES = { config: { scopes: ['read:stats'] } };

    app.get('/stats/active-users', SCOPES, async (_request, reply) => {
        const since = clock.now() - ACTIVE_DAYS * DAY_MS;
        let count = 0;
        for (const { lastLogin } of store.users.profiles())
            if (lastLogin !== undefined && lastLogin > since) count += 1;
        return reply.header('content-type', 'application/json; charset=utf-8').send(String(count));
    });

    app.get<{ Querystring: Query }>('/stats/daily', SCOPES, ({ query }) => {
        const [from, to] = [readDay(query, 'from'), readDay(query, 'to')];
        const days = new Map<number, { logins: number; signups: number }>();
        for (const { type, at } of store.log.newestFirst()) {
            const day = Math.floor(at / DAY_MS) * DAY_MS;
            if (day < (from ?? -Infinity) || day > (to ?? Infinity)) continue;
            const counts = days.get(day) ?? { logins: 0, signups: 0 };
            if (type === 's') counts.logins += 1;
            if (type === 'ss') counts.signups += 1;
            if (counts.logins + counts.signups > 0) days.set(day, counts);
        }
        return [...days]
            .sort(([one], [other]) => one - other)
            .map(([day, counts]) => ({
                date: isoTime(day),
                ...counts,
                leaked_passwords: 0,
                created_at: isoTime(day),
                updated_at: isoTime(Math.min(clock.now(), day + DAY_MS)),
            }));
    });
}

function readDay(query: Query, name: string): number | undefined {
    const text = queryText(query, name);
    if (text === undefined || text === '') return undefined;
    const [, year, month, day] = DATE.exec(text) ?? [];
    const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
    if (Number.isNaN(time))
        throw invalidQuery(
            `Query validation error: 'String does not match pattern ${DATE.source}' on property ${name}`,
        );
    return time;
}
