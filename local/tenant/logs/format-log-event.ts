import type { JsonObject } from '../entities.ts';
import { isoTime } from '../formatters.ts';
import type { StoredLogEvent } from './tenant-log.ts';

/** Shows a log event as `/logs` does. */
export function formatLogEvent(event: StoredLogEvent, tenantName: string): JsonObject {
    const { id, type, at, description, ip, clientId, userId, userName, connection, connectionId, details } = event;
    return {
        date: isoTime(at),
        type,
        ...(description !== undefined && { description }),
        ...(connection !== undefined && { connection }),
        ...(connectionId !== undefined && { connection_id: connectionId }),
        ...(clientId !== undefined && { client_id: clientId }),
        ...(ip !== undefined && { ip }),
        ...(userId !== undefined && { user_id: userId }),
        ...(userName !== undefined && { user_name: userName }),
        ...(details !== undefined && { details }),
        tenant_name: tenantName,
        log_id: id,
        _id: id,
        isMobile: false,
    };
}
