import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Fault } from '../control/faults.ts';
import { type Query, queryText } from '../paging.ts';
import type { App } from '../server.ts';
import type { Tenant } from '../tenant.ts';

const ROUTE = 'GET /_exports/{id}/{file}';

/** Serves the files of exports, as a storage service would: without a token, at a signed link. */
export function exportRoutes(app: App, { jobs, faults }: Tenant): void {
    app.get<{ Params: { id: string; file: string }; Querystring: Query }>(
        '/_exports/:id/:file',
        async (request, reply) => {
            const { id } = request.params;
            const expires = queryText(request.query, 'Expires') ?? '';
            const signature = queryText(request.query, 'Signature') ?? '';
            const job = jobs.get(id);
            const isGood = jobs.isLinkGood(id, expires, signature) && faults.take('expired-link', ROUTE) === undefined;
            if (job?.type !== 'users_export' || job.written !== 'completed' || !isGood)
                return reply
                    .code(403)
                    .header('content-type', 'application/xml')
                    .send('<Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>');
            const { size } = await stat(job.file);
            void reply.header('content-type', 'application/x-gzip');
            const truncation = faults.take('truncated-download', ROUTE);
            if (truncation !== undefined) return reply.send(Readable.from(firstHalf(job.file, size, truncation)));
            return reply.header('content-length', size).send(createReadStream(job.file));
        },
    );
}

// Without a length the client learns only from the way the body ends whether it is whole.
async function* firstHalf(
    file: string,
    size: number,
    { ends = 'dropped' }: Fault,
): AsyncGenerator<Buffer, void, undefined> {
    const end = Math.max(0, Math.floor(size / 2) - 1);
    yield* createReadStream(file, { end }) as AsyncIterable<Buffer>;
    if (ends === 'dropped') throw new Error('The download was dropped, as ordered.');
}
