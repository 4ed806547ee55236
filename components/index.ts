export type { Auth0TenantArgs } from './auth0-tenant.ts';
export { Auth0Tenant } from './auth0-tenant.ts';
export { DatabaseConnection } from './database-connection.ts';
export type {
    AdoptedDatabaseConnectionArgs,
    ConnectionOrganizationArgs,
    DatabaseConnectionArgs,
    EmailIdentifierArgs,
    ExistingDatabaseConnectionArgs,
    IdentifierArgs,
    ImportMode,
    PasskeyArgs,
    PasswordArgs,
    SwitchedClients,
    UsernameIdentifierArgs,
} from './database-connection-args.ts';
export type { DatabaseExportArgs } from './database-export.ts';
export { DatabaseExport } from './database-export.ts';
export type { FinishedArgs } from './import-mode/finished.ts';
export { finished } from './import-mode/finished.ts';
export type { ImportModeFromArgs } from './import-mode/import-mode-from.ts';
export { importModeFrom } from './import-mode/import-mode-from.ts';
export type { ImportModeFromHttpArgs } from './import-mode/import-mode-from-http.ts';
export { importModeFromHttp } from './import-mode/import-mode-from-http.ts';
export type { ImportModeFromMongoArgs } from './import-mode/import-mode-from-mongo.ts';
export { importModeFromMongo } from './import-mode/import-mode-from-mongo.ts';
export type { ImportModeFromMysqlArgs, ImportModeFromSqlArgs } from './import-mode/import-mode-from-sql.ts';
export { importModeFromMysql, importModeFromPostgres } from './import-mode/import-mode-from-sql.ts';
export type { ImportModeScriptsArgs } from './import-mode/import-mode-scripts.ts';
export { importModeScripts } from './import-mode/import-mode-scripts.ts';
export type { ImportModeParts, ImportModeSettings } from './import-mode/import-mode-settings.ts';
export type { ImportModePolicy } from './import-mode/script-arguments.ts';
export type { UserMigrationArgs } from './user-migration.ts';
export { UserMigration } from './user-migration.ts';
export type { UserMigrationReport, UserMigrationRunArgs } from './user-migration-run.ts';
export { UserMigrationRun } from './user-migration-run.ts';
export { userMigrationRunLifecycle } from './user-migration-run-lifecycle.ts';
