export { toJsonDigest } from './pulumi/display/json-digest.ts';
export type { EngineCommand } from './pulumi/engine/run-command.ts';
export { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from './pulumi/run-local-pulumi.ts';
export { type RehearsalOptions, type RehearsalResult, rehearse } from './rehearsal/rehearse.ts';
export { type Clock, createManualClock, type ManualClock, systemClock } from './tenant/clock.ts';
export { PLANS, type PlanName } from './tenant/plans.ts';
export { SeedError } from './tenant/seed.ts';
export { type LocalTenant, type LocalTenantOptions, startLocalTenant } from './tenant/start.ts';
export { StoreError } from './tenant/store/store-error.ts';
