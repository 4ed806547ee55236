import type { Connection, Identity } from '../entities.ts';
import type { Tenant } from '../tenant.ts';
import type { LogEventType } from './log-event-types.ts';

/** Writes something that a user did, or tried to do, into the tenant log. */
export function recordUserEvent(
    { store, clock }: Pick<Tenant, 'store' | 'clock'>,
    type: LogEventType,
    event: {
        description: string;
        connection?: Connection | undefined;
        identity?: Identity | undefined;
        /** As it was given; an identity's own address takes its place. */
        userName?: string | undefined;
        userId?: string | undefined;
        clientId?: string | undefined;
        ip?: string | undefined;
    },
): void {
    const { description, connection, identity, userName, clientId, ip } = event;
    store.log.add({
        type,
        at: clock.now(),
        description,
        ip,
        clientId,
        userName: identity?.email ?? userName,
        userId: identity?.profile?.userId ?? event.userId,
        connection: connection?.name,
        connectionId: connection?.id,
    });
}
