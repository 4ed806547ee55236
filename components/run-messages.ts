import type { Finding, Inspection } from '../migrator/index.ts';
import { counted } from './counted.ts';
import type { RunInputs } from './run-inputs.ts';

/**
 * Says what an `up` will do, before it does: at the first attempt, on the way, and when nothing is left.
 *
 * @param planText - the last plan that is still valid, as text
 */
export function previewText(inputs: RunInputs, inspection: Inspection, planText: string | undefined): string {
    const { description = '', run, sourceUsers, mostDeletions } = inspection;
    const { phase } = inputs.settings;
    if (run === undefined) return planText ?? firstTimeText(inputs, inspection);
    const there = `${counted(run.moved, 'user')}${sourceUsers === undefined ? '' : ` of ${sourceUsers.toLocaleString('en-US')}`}`;
    const deletions =
        mostDeletions === undefined
            ? ''
            : ` Irreversible: a pass deletes up to ${counted(mostDeletions, 'user')} of the target that were deleted in the source.`;
    if (!run.isComplete)
        return `${description}\nContinues: ${there} ${run.moved === 1 ? 'is' : 'are'} in the target. Phase: ${phase}.${deletions}`;
    return `${description}\n${there} moved; the last pass finished at ${run.completedAt ?? ''}. Phase: ${phase}.${deletions}`;
}

function firstTimeText(inputs: RunInputs, inspection: Inspection): string {
    const { description = '', sourceUsers = 0, importJobs = 0, minutes = 0 } = inspection;
    const { sourceFile, targetConnection, sourceConnection = '' } = inputs;
    const { phase } = inputs.settings;
    if (sourceFile !== undefined) {
        return (
            `${description}\nUsers of the file ${sourceFile} into ${targetConnection}; run \`npx auth0-user-migration plan\` to count them. ` +
            `Phase: ${phase}.`
        );
    }
    return (
        `${description}\n${counted(sourceUsers, 'user')} from ${sourceConnection} into ${targetConnection}: about ` +
        `${counted(importJobs, 'import job')} and ${counted(minutes, 'minute')} (based on rates reported by Auth0 staff). Phase: ${phase}.`
    );
}

/** Says why a preview has not inspected a migration, and that `up` will. */
export function notInspectedText(unknownNames: readonly string[]): string {
    const names = unknownNames.map((name) => `\`${name}\``).join(', ');
    return `Not inspected yet: ${names} ${unknownNames.length === 1 ? 'is' : 'are'} not known before \`up\`. It inspects both connections before it moves any user.`;
}

/** Writes findings, a line each. */
export function findingsText(findings: readonly Finding[]): string {
    return findings.map(({ code, level, message }) => `${level} ${code}: ${message}`).join('\n');
}
