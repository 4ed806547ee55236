import { faultyRoute } from '../../control/apply-faults.ts';
import type { Control } from '../../control/control.ts';
import { unservedRoute } from '../../control/unserved-route.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { guardControlApi } from './access.ts';
import { callRoutes } from './calls.ts';
import { clockRoutes } from './clock.ts';
import { dashboardRoutes } from './dashboard.ts';
import { faultRoutes } from './faults.ts';
import { outboxRoutes } from './outbox.ts';
import { stateRoutes } from './state.ts';
import { controlUserRoutes } from './users.ts';

/** Serves the control API on the prefix that `app` was registered with. */
export function controlRoutes(app: App, tenant: Tenant, control: Control): void {
    guardControlApi(app);
    faultRoutes(app, tenant, control);
    clockRoutes(app, control);
    callRoutes(app, control);
    stateRoutes(app, tenant, control);
    outboxRoutes(app, tenant);
    controlUserRoutes(app, tenant);
    dashboardRoutes(app);
}

/** Counts the calls of all routes but the control API's own, and what clients asked for in vain. */
export function countCalls(app: App, { calls, clock }: Control): void {
    app.addHook('onRequest', (request, _reply, done) => {
        const route = faultyRoute(request) ?? unservedRoute(request);
        if (route !== undefined) calls.countCall(route);
        done();
    });
    app.addHook('onResponse', (request, reply, done) => {
        const route = faultyRoute(request) ?? unservedRoute(request);
        if (route !== undefined) {
            const status = reply.raw.writableFinished ? reply.statusCode : undefined;
            const { method, url } = request;
            calls.countAnswer(route, { at: clock.now(), method, url, status, durationMs: reply.elapsedTime });
        }
        done();
    });
}
