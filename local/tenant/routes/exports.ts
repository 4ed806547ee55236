import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Query, queryText } from '../paging.ts';
import type { App } from '../server.ts';
import type { Tenant } from '../tenant.ts';

/** Serves the files of exports, as a storage service would: without a token, at a signed link. */
export function exportRoutes(app: App, { jobs }: Tenant): void {
    app.get<{ Params: { id: string; file: string }; Querystring: Query }>(
        '/_exports/:id/:file',
        async (request, reply) => {
            const { id } = request.params;
            const expires = queryText(request.query, 'Expires') ?? '';
            const signature = queryText(request.query, 'Signature') ?? '';
            const job = jobs.get(id);
            if (job?.type !== 'users_export' || job.written !== 'completed' || !jobs.isLinkGood(id, expires, signature))
                return reply
                    .code(403)
                    .header('content-type', 'application/xml')
                    .send('<Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>');
            const { size } = await stat(job.file);
            return reply
                .header('content-type', 'application/x-gzip')
                .header('content-length', size)
                .send(createReadStream(job.file));
        },
    );
}
