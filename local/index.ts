export { type Clock, createManualClock, type ManualClock, systemClock } from './tenant/clock.ts';
export { PLANS, type PlanName } from './tenant/plans.ts';
export { SeedError } from './tenant/seed.ts';
export { type LocalTenant, type LocalTenantOptions, startLocalTenant } from './tenant/start.ts';
