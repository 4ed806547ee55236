import { faultyRoute } from '../../control/apply-faults.ts';
import type { Control } from '../../control/control.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { guardControlApi } from './access.ts';
import { callRoutes } from './calls.ts';
import { clockRoutes } from './clock.ts';
import { faultRoutes } from './faults.ts';
import { outboxRoutes } from './outbox.ts';
import { stateRoutes } from './state.ts';

/** Serves the control API on the prefix that `app` was registered with. */
export function controlRoutes(app: App, tenant: Tenant, control: Control): void {
    guardControlApi(app);
    faultRoutes(app, tenant, control);
    clockRoutes(app, control);
    callRoutes(app, control);
    stateRoutes(app, tenant, control);
    outboxRoutes(app, tenant);
}

/** Counts the calls of all routes but the control API's own. */
export function countCalls(app: App, { calls }: Control): void {
    app.addHook('onRequest', (request, _reply, done) => {
        const route = faultyRoute(request);
        if (route !== undefined) calls.countCall(route);
        done();
    });
    app.addHook('onResponse', (request, reply, done) => {
        const route = faultyRoute(request);
        if (route !== undefined && reply.raw.writableFinished) calls.countAnswer(route, reply.statusCode);
        done();
    });
}
