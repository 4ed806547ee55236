import type { TimelineEntry } from './attachments/timeline.ts';
import type { JsonObject } from './entities.ts';
import { ApiError } from './errors.ts';
import {
    isCheckpointQuery,
    offsetPage,
    type Query,
    queryFlag,
    queryInteger,
    queryText,
    useCheckpoints,
} from './paging.ts';

const MAX_TAKE = 100;

/** Answers a list that is read by `page` and `per_page`: bare, or with `include_totals` under its name. */
export function answerList<T>(
    items: Iterable<T>,
    query: Query,
    name: string,
    show: (item: T) => JsonObject,
): JsonObject[] | JsonObject {
    const page = offsetPage(items, query, useCheckpoints);
    const shown = page.items.map(show);
    if (!queryFlag(query, 'include_totals')) return shown;
    return { [name]: shown, start: page.start, limit: page.limit, total: page.total };
}

/**
 * Answers a list that can be read by checkpoints too; then `page`, `per_page` and `include_totals` are ignored.
 *
 * @param options.endsEmpty - a `next` follows every page with something in it, so that the last page is empty (recorded, at members of organizations)
 */
export function answerTimeline(
    entries: readonly TimelineEntry[],
    query: Query,
    name: string,
    show: (id: string) => JsonObject,
    { endsEmpty = false }: { endsEmpty?: boolean } = {},
): JsonObject[] | JsonObject {
    if (!isCheckpointQuery(query)) return answerList(entries, query, name, ({ id }) => show(id));
    const take = queryInteger(query, 'take', { default: 50, minimum: 1, maximum: MAX_TAKE });
    const from = queryText(query, 'from');
    const start = from === undefined || from === '' ? 0 : firstAfter(entries, readCheckpoint(from));
    const page = entries.slice(start, start + take);
    const last = page.at(-1);
    const hasNext = last !== undefined && (endsEmpty || start + take < entries.length);
    return { [name]: page.map(({ id }) => show(id)), ...(hasNext && { next: writeCheckpoint(last) }) };
}

// Recorded: base64 of `2023-03-14 13:41:28.961000UTC,auth0|64107988d3534be8b2dc383c`.
function writeCheckpoint({ id, at }: TimelineEntry): string {
    const [date = '', time = ''] = new Date(at).toISOString().split('T');
    return Buffer.from(`${date} ${time.replace('Z', '000UTC')},${id}`).toString('base64url');
}

function readCheckpoint(text: string): TimelineEntry {
    const [, date, time, id] =
        /^(\S{10}) (\d\d:\d\d:\d\d\.\d{3})\d{3}UTC,(.+)$/s.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
    const at = Date.parse(`${date ?? ''}T${time ?? ''}Z`);
    if (id === undefined || Number.isNaN(at))
        throw new ApiError(400, 'The checkpoint ID is invalid.', 'invalid_paging');
    return { id, at };
}

// The record of a checkpoint may be gone by now, so it is a place between two records and not one of them.
function firstAfter(entries: readonly TimelineEntry[], { id, at }: TimelineEntry): number {
    let [low, high] = [0, entries.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        const entry = entries[middle];
        const isAfter = entry !== undefined && (entry.at > at || (entry.at === at && entry.id > id));
        if (isAfter) high = middle;
        else low = middle + 1;
    }
    return low;
}
