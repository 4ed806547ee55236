import type { Control } from '../../control/control.ts';
import { FAULT_KINDS, FAULT_ORDER, type FaultOrder } from '../../control/fault-kinds.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/_local/faults`. */
export function faultRoutes(app: App, { faults }: Tenant, { endpoints }: Control): void {
    app.get('/faults', () => ({ faults: faults.list() }));

    app.post('/faults', async (request, reply) => {
        const order = requirePayload(FAULT_ORDER, request.body) as unknown as FaultOrder;
        requireRoute(order, endpoints);
        return reply.code(201).send(faults.add(order));
    });

    app.delete('/faults', async (_request, reply) => {
        faults.clear();
        return reply.code(204).send();
    });

    app.delete<{ Params: { id: string } }>('/faults/:id', async ({ params }, reply) => {
        if (!faults.remove(params.id)) throw new ApiError(404, 'There is no such fault.', 'inexistent_fault');
        return reply.code(204).send();
    });
}

function requireRoute({ kind, route }: FaultOrder, endpoints: readonly string[]): void {
    if (route === undefined) return;
    const possible: readonly string[] = FAULT_KINDS[kind] ?? endpoints.filter((name) => !name.includes(' /_local/'));
    if (!possible.includes(route))
        throw invalidBody(`Expected \`route\` of ${kind} to be one of ${possible.join(', ')}; got ${route}`);
}
