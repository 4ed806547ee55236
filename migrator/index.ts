export type { Finding, FindingCode } from './checks/finding.ts';
export type { ChildTasks, TaskName, TaskSettings } from './child/child-task.ts';
export type { ProcessDeath } from './child/process-death.ts';
export { formatRestart } from './child/process-death.ts';
export type { ChildOptions, ChildOutcome } from './child/run-in-child.ts';
export { runInChild } from './child/run-in-child.ts';
export type { Clock } from './clock.ts';
export type { Diagnosis, DiagnosisSettings } from './commands/diagnose-users.ts';
export { diagnoseUsers } from './commands/diagnose-users.ts';
export { findClientRefusal } from './commands/find-client-refusal.ts';
export type { DecommissionInspection } from './commands/inspect-decommission.ts';
export { inspectDecommission } from './commands/inspect-decommission.ts';
export type { Inspection, InspectionSettings } from './commands/inspect-migration.ts';
export { inspectMigration } from './commands/inspect-migration.ts';
export type { SwitchChange, SwitchInspection } from './commands/inspect-switch.ts';
export { inspectSwitch } from './commands/inspect-switch.ts';
export type { MovedUsers, MovedUsersSettings, UnmovedUser } from './commands/moved-users.ts';
export { findMovedUsers } from './commands/moved-users.ts';
export type { ObservedClient } from './commands/observe-clients.ts';
export { observeClients } from './commands/observe-clients.ts';
export type { ObservedConnection } from './commands/observe-connection.ts';
export { observeConnection } from './commands/observe-connection.ts';
export type { PlanSettings } from './commands/plan-migration.ts';
export { planMigration } from './commands/plan-migration.ts';
export { purgeRun } from './commands/purge-run.ts';
export { readRunFile } from './commands/read-run-file.ts';
export type { ResetCampaign, ResetSettings } from './commands/reset-passwords.ts';
export { resetPasswords } from './commands/reset-passwords.ts';
export type { Rollback, RollbackSettings } from './commands/roll-back.ts';
export { rollBack } from './commands/roll-back.ts';
export type { RunOutcome } from './commands/run-migration.ts';
export { runMigration } from './commands/run-migration.ts';
export type { StopRequest } from './commands/stop-run.ts';
export { stopRun } from './commands/stop-run.ts';
export type { SwitchedLogins } from './commands/switch-logins.ts';
export { closeLogins, openLogins } from './commands/switch-logins.ts';
export type { SwitchSettings } from './cutover/switch-settings.ts';
export type { DecommissionSettings } from './decommission/decommission-settings.ts';
export type {
    NamedAssignmentsDefinition,
    NamedAssignmentsRules,
    OrganizationAssignmentsDefinition,
    OrganizationAssignmentsRules,
    PermissionAssignmentsDefinition,
    PermissionAssignmentsRules,
} from './definition/assignments-definition.ts';
export type {
    DeleteGoneUsers,
    ExistingUsersDefinition,
    GhostsDefinition,
    MfaFactorsDefinition,
    PasswordsDefinition,
    PrefixUserIds,
    RegenerateUserIds,
    RetainUserIds,
} from './definition/migration-definition.ts';
export type { SelectionDefinition, SelectionFile } from './definition/selection-definition.ts';
export type {
    HashColumn,
    HashDescription,
    HashOfRecord,
    SourceFileDefinition,
} from './definition/source-file-definition.ts';
export type { CheckedDefinition, MigrationDefinition } from './definition.ts';
export { defineMigration } from './definition.ts';
export { documentOf } from './disclosure/error-document.ts';
export type { ErrorCode, ErrorSubject, MigrationErrorOptions } from './errors.ts';
export { ERROR_CODES, isMigrationError, MigrationError } from './errors.ts';
export type { GetUserAnswer, RunScript } from './ghosts/ask-get-user.ts';
export type { GhostCause } from './ghosts/likely-causes.ts';
export { GHOST_CAUSES } from './ghosts/likely-causes.ts';
export type { ScriptFindings } from './ghosts/script-findings.ts';
export { failureEntry } from './log/failure-entry.ts';
export type { FailureEntry, LogEntry, LoggedError, LogListener, RequestEntry } from './log/log-entry.ts';
export { listenToRequests } from './log/logged-fetch.ts';
export { openLog } from './log/open-log.ts';
export type { Plan } from './plan/plan.ts';
export type { Counts } from './plan/plan-counts.ts';
export { formatPlan } from './plan/plan-text.ts';
export { REPAIR_PRICE } from './plan/repair-price.ts';
export type { Progress, ProgressListener, StageName } from './progress.ts';
export { formatProgress } from './progress.ts';
export type { UserRecord } from './records/user-record.ts';
export { renderPlanPage } from './report/plan-page.ts';
export type { Report } from './report/report.ts';
export { formatReport } from './report/summary.ts';
export { valueProblem } from './run/choose-settings.ts';
export type { Phase } from './run/run.ts';
export type { EndpointSettings, MigrationSettings, RunSettings } from './run/settings.ts';
export type { DefaultSettings, InputSettingName, RunSetting } from './run/settings-table.ts';
export { RUN_SETTINGS } from './run/settings-table.ts';
export type { SourceFileSettings } from './run/source-file-settings.ts';
export type { ValueRule, ValueSchema } from './run/value-rule.ts';
export { makeFolder } from './run-store/folder/make-folder.ts';
export type { PurgedFile } from './run-store/folder/purge-folder.ts';
export type { RunProgress } from './run-store/folder/run-progress.ts';
export type { Decommissioned } from './stages/8-decommission.ts';
export type { ClientCredentials } from './tenant/access-token.ts';
