export type { Auth0TenantArgs } from './auth0-tenant.ts';
export { Auth0Tenant } from './auth0-tenant.ts';
export type { DatabaseConnectionArgs, ExistingDatabaseConnectionArgs, ImportMode } from './database-connection.ts';
export { DatabaseConnection } from './database-connection.ts';
export type { UserMigrationArgs } from './user-migration.ts';
export { UserMigration } from './user-migration.ts';
export type { UserMigrationReport, UserMigrationRunArgs } from './user-migration-run.ts';
export { UserMigrationRun } from './user-migration-run.ts';
export { userMigrationRunLifecycle } from './user-migration-run-lifecycle.ts';
