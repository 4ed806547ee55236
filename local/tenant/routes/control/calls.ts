import type { Control } from '../../control/control.ts';
import type { App } from '../../server.ts';

/** Serves `/_local/calls`: how often each route was called. */
export function callRoutes(app: App, { calls }: Control): void {
    app.get('/calls', () => ({ calls: calls.list() }));

    app.delete('/calls', async (_request, reply) => {
        calls.clear();
        return reply.code(204).send();
    });
}
