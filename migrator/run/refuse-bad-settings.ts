import { MigrationError } from '../errors.ts';
import { MAX_IMPORT_FILE_BYTES } from '../tenant/limits.ts';
import type { MigrationSettings } from './settings.ts';

/**
 * Refuses settings that no run can go by, before anything is opened.
 *
 * @throws {MigrationError} `SETTING_INVALID`
 */
export function refuseBadSettings(settings: Omit<MigrationSettings, 'phase'>): void {
    const {
        runId,
        maxConcurrentImportJobs: jobs,
        maxImportFileBytes: fileBytes,
        rateShare: share,
        timeBudgetMs,
        maxSnapshotAgeMs,
    } = settings;
    if (runId !== undefined && (!/^[\w.-]+$/.test(runId) || /^\.+$/.test(runId))) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`runId\` to be of letters, digits, -, _ and ., and not of dots alone; got ${runId.length} characters that are not.`,
        );
    }
    if (jobs !== undefined && !(Number.isInteger(jobs) && jobs >= 1 && jobs <= 20)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxConcurrentImportJobs\` to be \`1\` to \`20\`, got \`${jobs}\` (${typeof jobs}).`,
        );
    }
    if (fileBytes !== undefined && !(fileBytes >= 1_000 && fileBytes <= MAX_IMPORT_FILE_BYTES)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxImportFileBytes\` to be \`1000\` to \`${MAX_IMPORT_FILE_BYTES}\`, got \`${fileBytes}\` (${typeof fileBytes}).`,
        );
    }
    if (share !== undefined && !(share > 0 && share <= 1)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`rateShare\` to be more than 0 and up to 1, got \`${share}\` (${typeof share}).`,
        );
    }
    if (timeBudgetMs !== undefined && !(timeBudgetMs > 0)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`timeBudgetMs\` to be more than 0, got \`${timeBudgetMs}\` (${typeof timeBudgetMs}).`,
        );
    }
    if (maxSnapshotAgeMs !== undefined && !(maxSnapshotAgeMs >= 0)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxSnapshotAgeMs\` to be \`0\` or more, got \`${maxSnapshotAgeMs}\` (${typeof maxSnapshotAgeMs}).`,
        );
    }
}
