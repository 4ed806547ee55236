import type { Control } from '../../control/control.ts';
import { isoTime } from '../../formatters.ts';
import type { App } from '../../server.ts';

/** Serves `/_local/calls`: how often each route was called, and the latest calls. */
export function callRoutes(app: App, { calls }: Control): void {
    app.get('/calls', () => ({
        calls: calls.list(),
        recent: calls.recent().map(({ at, method, url, status, durationMs }) => ({
            at: isoTime(at),
            method,
            url,
            status: status ?? null,
            duration_ms: Math.round(durationMs),
        })),
    }));

    app.delete('/calls', async (_request, reply) => {
        calls.clear();
        return reply.code(204).send();
    });
}
