import { shownValue } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { MAX_IMPORT_FILE_BYTES } from '../tenant/limits.ts';
import type { Phase } from './run.ts';
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
            `Expected \`maxConcurrentImportJobs\` to be \`1\` to \`20\`, got ${shownValue(jobs)}.`,
        );
    }
    if (fileBytes !== undefined && !(fileBytes >= 1_000 && fileBytes <= MAX_IMPORT_FILE_BYTES)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxImportFileBytes\` to be \`1000\` to \`${MAX_IMPORT_FILE_BYTES}\`, got ${shownValue(fileBytes)}.`,
        );
    }
    if (share !== undefined && !(share > 0 && share <= 1)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`rateShare\` to be more than 0 and up to 1, got ${shownValue(share)}.`,
        );
    }
    if (timeBudgetMs !== undefined && !(timeBudgetMs > 0)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`timeBudgetMs\` to be more than 0, got ${shownValue(timeBudgetMs)}.`,
        );
    }
    if (maxSnapshotAgeMs !== undefined && !(maxSnapshotAgeMs >= 0)) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxSnapshotAgeMs\` to be \`0\` or more, got ${shownValue(maxSnapshotAgeMs)}.`,
        );
    }
}

/**
 * Refuses the phases that are not built, before anything is opened.
 *
 * @throws {MigrationError} `NOT_IMPLEMENTED`
 */
export function refuseUnbuiltPhase(phase: Phase): void {
    if (phase !== 'cutover' && phase !== 'decommission') return;
    throw new MigrationError(
        'NOT_IMPLEMENTED',
        phase === 'cutover'
            ? "The phase 'cutover' is not built yet. Nothing was done. Run 'copy' once more for the last users, then enable the target for your " +
                  'clients by hand.'
            : "The phase 'decommission' is not built yet. Nothing was done, and nothing was deleted. Set `phase: 'copy'`, and delete the source " +
                  "connection in Auth0's dashboard when you no longer need it.",
    );
}
