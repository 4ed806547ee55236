export { ERROR_CODES, isMigrationError, MigrationError } from './errors.ts';
export { defineMigration } from './definition.ts';
export { inspectMigration } from './inspect-migration.ts';
export { formatProgress } from './progress.ts';
export { formatReport } from './report/summary.ts';
export { runMigration } from './run-migration.ts';

export type { Clock } from './clock.ts';
export type { CheckedDefinition, MigrationDefinition } from './definition.ts';
export type { ErrorCode, MigrationErrorOptions } from './errors.ts';
export type { Inspection, InspectionSettings } from './inspect-migration.ts';
export type { Counts, UserRecord } from './migration.ts';
export type { Progress, ProgressListener, StageName } from './progress.ts';
export type { Report } from './report/report.ts';
export type { Phase } from './run.ts';
export type { EndpointSettings, MigrationSettings, RunOutcome } from './run-migration.ts';
export type { ClientCredentials } from './tenant/access-token.ts';
