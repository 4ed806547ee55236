import { isoTime } from '../../formatters.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** Serves `/_local/outbox`: the links that Auth0 would have sent by e-mail. */
export function outboxRoutes(app: App, { passwordResets }: Tenant): void {
    app.get('/outbox', (request) => ({
        messages: passwordResets
            .list()
            .filter(({ mailedTo }) => mailedTo !== undefined)
            .map(({ mailedTo, createdAt, ticket }) => ({
                to: mailedTo,
                at: isoTime(createdAt),
                link: `https://${request.host}/u/reset-password?ticket=${ticket}#`,
            })),
    }));
}
