import { counted, grouped } from '../migrator/counted.ts';
import { shellCommand } from '../migrator/disclosure/shell-command.ts';
import type { Finding, Inspection, Plan, Report } from '../migrator/index.ts';
import type { RunInputs } from './run-inputs.ts';

/**
 * Says what an `up` will do, before it does: at the first attempt, on the way, and when nothing is left.
 *
 * The CLI shows the first line at the resource, so it is never the description.
 *
 * @param planText - the last plan that is still valid, as text
 */
export function previewText(inputs: RunInputs, inspection: Inspection, planText: string | undefined): string {
    const { description, plan } = inspection;
    if (plan !== undefined && planText !== undefined && !hasBegun(inspection)) return `${planLine(plan)}\n${planText}`;
    const status = statusLine(inputs, inspection);
    return description === undefined ? status : `${status}\n${description}`;
}

/**
 * Says what follows a complete pass; undefined where {@link previewText} has said it.
 *
 * @param reasons - why another pass is due
 * @param olds - the state: it knows of passes whose runs folder is on another machine
 */
export function whatFollows(
    reasons: readonly string[],
    { status, report }: Readonly<Record<string, unknown>>,
    { run }: Inspection,
): string | undefined {
    if (!(run?.isComplete ?? status === 'complete')) return undefined;
    if (reasons.length > 0) return `Another pass: ${reasons.join('; ')}.`;
    if (run !== undefined) return undefined;
    const { finishedAt = '' } = (report ?? {}) as Partial<Report>;
    return `Nothing to do: the last pass finished at ${finishedAt}. This runs folder does not have the run.`;
}

/** Says what a pass came to: the result in one line, then the report. */
export function reportMessage(report: Report, reportText: string): string {
    const { sourceUsers, imported, existing, excluded, rejected, isVerified } = report;
    const numbers = [
        `${grouped(imported)} of ${counted(sourceUsers, 'user')} ${isVerified ? 'imported and verified' : 'imported, NOT VERIFIED'}`,
        ...Object.entries({ existing, excluded, rejected }).map(([fate, users]) => `${grouped(users)} ${fate}`),
    ];
    return `${numbers.join(', ')}\n${reportText}`;
}

/** Says that the phase `prepare` is done, with what was found since the preview. */
export function preparedMessage(findings: readonly Finding[], seen: Inspection | undefined): string {
    const shown = new Set(seen?.findings.map(({ message }) => message));
    return withFindings(
        'Prepared: everything was checked, and nobody was moved. The phase `copy` moves the users.',
        findings.filter(({ message }) => !shown.has(message)),
    );
}

/** Adds findings to a text, a line each. */
export function withFindings(text: string, findings: readonly Finding[]): string {
    return [text, ...findings.map(({ code, level, message }) => `${level} ${code}: ${message}`)].join('\n');
}

/** Says where a code is explained; the migrator, which is loaded when it is called, knows. */
export type DocumentOf = (code: string) => string;

/** Says an error as the engine shows it: its code, its message, and where the code is explained. */
export function reasonOf(
    { code, message }: { readonly code: string; readonly message: string },
    documentOf: DocumentOf,
): string {
    return `${code}: ${message} More: ${documentOf(code)}`;
}

function statusLine(inputs: RunInputs, inspection: Inspection): string {
    const { run, sourceUsers, mostDeletions, mostRemovals } = inspection;
    const { phase } = inputs.settings;
    if (run === undefined || !hasBegun(inspection)) return firstTimeLine(inputs, inspection);
    // The target also has users who were deleted in the source since.
    const there = `${counted(run.moved, 'user')} moved${sourceUsers === undefined ? '' : `, ${grouped(sourceUsers)} in the source`}`;
    const deletions =
        mostDeletions === undefined
            ? ''
            : ` Irreversible: a pass deletes up to ${counted(mostDeletions, 'user')} of the target that were deleted in the source.`;
    const removals =
        mostRemovals === undefined
            ? ''
            : ` A pass removes up to ${counted(mostRemovals, 'assignment')} that the source no longer has.`;
    const most = `${removals}${deletions}`;
    if (!run.isComplete) return `Continues: ${there}. Phase: ${phase}.${most}`;
    return `${there}; the last pass finished at ${run.completedAt ?? ''}. Phase: ${phase}.${most}`;
}

// The steps of a cut-over open the run before its first pass.
function hasBegun({ run }: Inspection): boolean {
    return run !== undefined && (run.moved > 0 || run.completedAt !== undefined);
}

function planLine({ users }: Plan): string {
    const { new: some, updated, existing, excluded } = users;
    const fates = Object.entries({ new: some, updated, existing, excluded });
    return `Plan: ${fates.map(([fate, number]) => `${grouped(number)} ${fate}`).join(', ')}`;
}

function firstTimeLine(inputs: RunInputs, inspection: Inspection): string {
    const { sourceUsers = 0, importJobs = 0, minutes = 0 } = inspection;
    const { sourceFile, targetConnection, sourceConnection = '' } = inputs;
    const { phase } = inputs.settings;
    if (sourceFile !== undefined) {
        const flags = ['--definition', inputs.definition, '--source-file', sourceFile];
        const count = ['npx', 'auth0-user-migration', 'plan', ...flags, '--target-connection', targetConnection];
        return `Users of the file ${sourceFile} into ${targetConnection}. Phase: ${phase}. Count them with \`${shellCommand(count)}\`.`;
    }
    return (
        `${counted(sourceUsers, 'user')} from ${sourceConnection} into ${targetConnection}: about ` +
        `${counted(importJobs, 'import job')} and ${counted(minutes, 'minute')} (based on rates reported by Auth0 staff). Phase: ${phase}.`
    );
}

/** Says why a preview has not inspected a migration, and that `up` will. */
export function notInspectedText(unknownNames: readonly string[]): string {
    const names = unknownNames.map((name) => `\`${name}\``).join(', ');
    return `Not inspected yet: ${names} ${unknownNames.length === 1 ? 'is' : 'are'} not known before \`up\`. It inspects both connections before it moves any user.`;
}
