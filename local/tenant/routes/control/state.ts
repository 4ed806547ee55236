import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Control } from '../../control/control.ts';
import { identityState, tenantState } from '../../control/tenant-state.ts';
import type { Identity } from '../../entities.ts';
import { inexistentConnection, invalidBody } from '../../errors.ts';
import { identityId } from '../../identity-id.ts';
import { checkpointPage, type Query, queryFlag } from '../../paging.ts';
import { SeedError } from '../../seed/seed-error.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const MAX_IDENTITIES = 1000;

/** Serves `/_local/state`, `/_local/reset`, `/_local/seed` and a view of identity rows, where ghosts can be seen. */
export function stateRoutes(app: App, tenant: Tenant, control: Control): void {
    app.addContentTypeParser('application/x-ndjson', (_request: unknown, payload: IncomingMessage, done) => {
        done(null, payload);
    });

    app.get('/state', (request) => ({
        ...tenantState(tenant, `https://${request.host}`),
        frozen: control.clock.isFrozen,
    }));

    app.get<{ Params: { id: string }; Querystring: Query }>('/connections/:id/identities', ({ params, query }) => {
        const connection = tenant.store.connections.get(params.id);
        if (connection === undefined) throw inexistentConnection();
        const all = connection.identities.byId.values();
        const rows = queryFlag(query, 'ghosts') ? ghostsAmong(all) : all;
        const { items, next } = checkpointPage(rows, query, identityId, MAX_IDENTITIES);
        return { identities: items.map(identityState), ...(next !== undefined && { next }) };
    });

    app.post('/reset', async (_request, reply) => {
        await control.reset();
        return reply.code(204).send();
    });

    // As large as a seed file may be: the body goes to a file and is never held in memory.
    app.post('/seed', async (request, reply) => {
        if (request.headers['content-type']?.startsWith('application/x-ndjson') !== true)
            throw invalidBody('Expected a body of type application/x-ndjson, in the format of seed files.');
        const folder = await mkdtemp(join(tmpdir(), 'local-tenant-seed-'));
        try {
            const file = join(folder, 'seed.ndjson');
            await pipeline(request.body as IncomingMessage, createWriteStream(file, { mode: 0o600 }));
            await control.seed(file);
        } catch (error) {
            throw error instanceof SeedError ? invalidBody(error.message) : error;
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
        return reply.code(204).send();
    });
}

// One by one: a connection may have a million.
function* ghostsAmong(identities: Iterable<Identity>): Generator<Identity> {
    for (const identity of identities) if (identity.profile === undefined) yield identity;
}
