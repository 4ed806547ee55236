import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** The whole public API: a change here changes what users can rely on, and needs a changeset. */
const PUBLIC_NAMES = {
    components: {
        values: [
            'Auth0Tenant',
            'DatabaseConnection',
            'DatabaseExport',
            'UserMigration',
            'UserMigrationRun',
            'finished',
            'importModeFrom',
            'importModeFromHttp',
            'importModeFromMongo',
            'importModeFromMysql',
            'importModeFromPostgres',
            'importModeScripts',
            'userMigrationRunLifecycle',
        ],
        types: [
            'AdoptedDatabaseConnectionArgs',
            'Auth0TenantArgs',
            'ConnectionOrganizationArgs',
            'DatabaseConnectionArgs',
            'DatabaseExportArgs',
            'EmailIdentifierArgs',
            'ExistingDatabaseConnectionArgs',
            'FinishedArgs',
            'IdentifierArgs',
            'ImportMode',
            'ImportModeFromArgs',
            'ImportModeFromHttpArgs',
            'ImportModeFromMongoArgs',
            'ImportModeFromMysqlArgs',
            'ImportModeFromSqlArgs',
            'ImportModeParts',
            'ImportModePolicy',
            'ImportModeScriptsArgs',
            'ImportModeSettings',
            'PasskeyArgs',
            'PasswordArgs',
            'SwitchedClients',
            'UserMigrationArgs',
            'UserMigrationReport',
            'UserMigrationRunArgs',
            'UsernameIdentifierArgs',
        ],
    },
    migrator: {
        values: [
            'ERROR_CODES',
            'GHOST_CAUSES',
            'MigrationError',
            'REPAIR_PRICE',
            'RUN_SETTINGS',
            'closeLogins',
            'defineMigration',
            'diagnoseUsers',
            'documentOf',
            'failureEntry',
            'findClientRefusal',
            'findMovedUsers',
            'formatPlan',
            'formatProgress',
            'formatReport',
            'formatRestart',
            'inspectDecommission',
            'inspectMigration',
            'inspectSwitch',
            'isMigrationError',
            'listenToRequests',
            'makeFolder',
            'observeClients',
            'observeConnection',
            'openLog',
            'openLogins',
            'planMigration',
            'purgeRun',
            'readRunFile',
            'renderPlanPage',
            'resetPasswords',
            'rollBack',
            'runInChild',
            'runMigration',
            'stopRun',
            'valueProblem',
        ],
        types: [
            'CheckedDefinition',
            'ChildOptions',
            'ChildOutcome',
            'ChildTasks',
            'ClientCredentials',
            'Clock',
            'Counts',
            'DecommissionInspection',
            'DecommissionSettings',
            'Decommissioned',
            'DefaultSettings',
            'DeleteGoneUsers',
            'Diagnosis',
            'DiagnosisSettings',
            'EndpointSettings',
            'ErrorCode',
            'ErrorSubject',
            'ExistingUsersDefinition',
            'FailureEntry',
            'Finding',
            'FindingCode',
            'GetUserAnswer',
            'GhostCause',
            'GhostsDefinition',
            'HashColumn',
            'HashDescription',
            'HashOfRecord',
            'InputSettingName',
            'Inspection',
            'InspectionSettings',
            'LogEntry',
            'LogListener',
            'LoggedError',
            'MfaFactorsDefinition',
            'MigrationDefinition',
            'MigrationErrorOptions',
            'MigrationSettings',
            'MovedUsers',
            'MovedUsersSettings',
            'NamedAssignmentsDefinition',
            'NamedAssignmentsRules',
            'ObservedClient',
            'ObservedConnection',
            'OrganizationAssignmentsDefinition',
            'OrganizationAssignmentsRules',
            'PasswordsDefinition',
            'PermissionAssignmentsDefinition',
            'PermissionAssignmentsRules',
            'Phase',
            'Plan',
            'PlanSettings',
            'PrefixUserIds',
            'ProcessDeath',
            'Progress',
            'ProgressListener',
            'PurgedFile',
            'RegenerateUserIds',
            'Report',
            'RequestEntry',
            'ResetCampaign',
            'ResetSettings',
            'RetainUserIds',
            'Rollback',
            'RollbackSettings',
            'RunOutcome',
            'RunProgress',
            'RunScript',
            'RunSetting',
            'RunSettings',
            'ScriptFindings',
            'SelectionDefinition',
            'SelectionFile',
            'SourceFileDefinition',
            'SourceFileSettings',
            'StageName',
            'StopRequest',
            'SwitchChange',
            'SwitchInspection',
            'SwitchSettings',
            'SwitchedLogins',
            'TaskName',
            'TaskSettings',
            'UnmovedUser',
            'UserRecord',
            'ValueRule',
            'ValueSchema',
        ],
    },
    'local/tenant': {
        values: [
            'PLANS',
            'SeedError',
            'StoreError',
            'UNVERIFIED',
            'createManualClock',
            'formatTenantOverview',
            'readTenantOverview',
            'runScript',
            'startLocalTenant',
            'systemClock',
        ],
        types: [
            'Clock',
            'FoundUser',
            'LocalTenant',
            'LocalTenantOptions',
            'ManualClock',
            'PlanName',
            'ScriptTask',
            'TenantOverview',
            'UnverifiedChoice',
        ],
    },
};

describe('the public API', () => {
    it('is what each package.json exports, and nothing else', () => {
        assert.deepEqual(exportsOf('.'), {
            '.': './components/index.ts',
            './components': './components/index.ts',
            './migrator': './migrator/index.ts',
            './script-types': './script-types/index.d.ts',
            './package.json': './package.json',
        });
        assert.deepEqual(exportsOf('local/tenant'), { '.': './index.ts', './package.json': './package.json' });
    });

    for (const [entry, expected] of Object.entries(PUBLIC_NAMES)) {
        it(`of ${entry} has these names`, () => {
            assert.deepEqual(exportedNames(join(REPOSITORY, entry, 'index.ts')), expected);
        });
    }

    it('is listed name by name', () => {
        for (const entry of Object.keys(PUBLIC_NAMES)) {
            assert.doesNotMatch(readFileSync(join(REPOSITORY, entry, 'index.ts'), 'utf8'), /export \*/);
        }
    });
});

function exportsOf(folder: string): object {
    const manifest = JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as { exports: object };
    return manifest.exports;
}

function exportedNames(file: string): { values: string[]; types: string[] } {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const names = { values: [] as string[], types: [] as string[] };
    for (const statement of source.statements) {
        assert.ok(
            ts.isExportDeclaration(statement) && statement.exportClause !== undefined,
            'an index only re-exports',
        );
        assert.ok(ts.isNamedExports(statement.exportClause));
        for (const element of statement.exportClause.elements) {
            (statement.isTypeOnly || element.isTypeOnly ? names.types : names.values).push(element.name.text);
        }
    }
    return { values: names.values.sort(), types: names.types.sort() };
}
