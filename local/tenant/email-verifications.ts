import type { JsonObject } from './entities.ts';

/** Jobs and tickets for the verification of addresses. A tenant that is started again has forgotten them. */
export class EmailVerifications {
    /** By ID, as the wire shows them once they are done. */
    readonly jobs = new Map<string, JsonObject>();
    /** By ticket. */
    readonly tickets = new Map<string, { userId: string; resultUrl: string | undefined; expiresAt: number }>();
}
