import { MigrationError } from '../errors.ts';
import type { MigrationSettings } from './settings.ts';
import { MAX_IMPORT_FILE_BYTES } from '../tenant/limits.ts';

/**
 * Refuses settings that no run can go by, before anything is opened.
 *
 * @throws {MigrationError} `SETTING_INVALID`; `NOT_IMPLEMENTED` for the phase `cutover`
 */
export function refuseBadSettings(settings: MigrationSettings): void {
    const {
        phase,
        runId,
        maxConcurrentImportJobs: jobs,
        maxImportFileBytes: fileBytes,
        rateShare: share,
        timeBudgetMs,
    } = settings;
    if (phase === 'cutover') {
        throw new MigrationError(
            'NOT_IMPLEMENTED',
            "The phase 'cutover' is not built yet. Run 'copy' once more for the last users, then enable the target for your clients by hand.",
        );
    }
    if (!/^[\w.-]+$/.test(runId)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`runId\` to be of letters, digits, -, _ and ., got \`${runId}\`.`,
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
}
