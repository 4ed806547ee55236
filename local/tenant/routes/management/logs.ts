import { requireUser } from '../../attachments/require-user.ts';
import type { JsonObject } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { createFieldSelection } from '../../field-selection.ts';
import { formatLogEvent } from '../../logs/format-log-event.ts';
import type { StoredLogEvent } from '../../logs/tenant-log.ts';
import { checkpointPage, isCheckpointQuery, offsetPage, type Query, queryFlag, queryText } from '../../paging.ts';
import { compileQuery } from '../../search/compile-query.ts';
import { valuesAt } from '../../search/field-values.ts';
import { parseQuery } from '../../search/parse-query.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const DEFAULT_FIELDS = ['type', 'description', 'user_name'];
const SCOPES = { config: { scopes: ['read:logs', 'read:logs_users'] } };

/** Serves `/logs` and `/users/{id}/logs`: the last 10,000 events, the newest first; by checkpoints the oldest first. */
export function logRoutes(app: App, tenant: Tenant): void {
    const { log } = tenant.store;

    app.get<{ Querystring: Query }>('/logs', SCOPES, ({ query }) => {
        const select = createFieldSelection(query);
        const show = (event: StoredLogEvent) => select(formatLogEvent(event, tenant.name));
        if (isCheckpointQuery(query))
            return checkpointPage(log.newestFirst().reverse(), fromLogId(query), ({ id }) => id).items.map(show);
        // The newer name is `search`.
        const q = (queryText(query, 'q') ?? queryText(query, 'search'))?.trim();
        const all = log.newestFirst();
        const matches =
            q === undefined || q === ''
                ? () => true
                : compileQuery<JsonObject>(
                      parseQuery(q),
                      (field) => (event) => valuesAt(event, field.split('.')),
                      DEFAULT_FIELDS,
                  );
        const found = all.filter((event) => matches(formatLogEvent(event, tenant.name)));
        return answerOffset(queryText(query, 'sort') === 'date:1' ? found.reverse() : found, query, show);
    });

    app.get<{ Params: { id: string } }>('/logs/:id', SCOPES, ({ params }) => {
        const event = log.newestFirst().find(({ id }) => id === params.id);
        if (event === undefined) throw new ApiError(404, 'The log event does not exist.', 'inexistent_log');
        return formatLogEvent(event, tenant.name);
    });

    app.get<{ Params: { id: string }; Querystring: Query }>('/users/:id/logs', SCOPES, ({ params, query }) => {
        const { userId } = requireUser(tenant.store, params.id);
        const found = log.newestFirst().filter((event) => event.userId === userId);
        return answerOffset(found, query, (event) => formatLogEvent(event, tenant.name));
    });
}

function answerOffset(events: StoredLogEvent[], query: Query, show: (event: StoredLogEvent) => object) {
    const page = offsetPage(events, query, () => 'You can only page through the first 1000 records.');
    const logs = page.items.map(show);
    if (!queryFlag(query, 'include_totals')) return logs;
    return { start: page.start, limit: page.limit, length: logs.length, logs, total: page.total };
}

// Here a checkpoint is the ID of an event, in clear.
function fromLogId(query: Query): Query {
    const from = queryText(query, 'from');
    return from === undefined ? query : { ...query, from: Buffer.from(from).toString('base64url') };
}
