import type { Connection, Tenant } from './tenant/tenant.ts';

/** One end of a migration: a tenant and one of its database connections. */
export interface RunSide {
    readonly tenant: Tenant;
    readonly connection: Connection;
}
