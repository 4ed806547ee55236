import { ASSIGNED_KINDS } from '../assignments/assignment.ts';
import { counted, grouped } from '../counted.ts';
import type { Verdict } from './page/banner.ts';
import type { Report } from './report.ts';

/**
 * Judges a run by its report.
 *
 * @param due - number of steps without which the migration is not done
 */
export function verdictOfReport(report: Report, due: number): Verdict {
    if (!report.isVerified) return { tone: 'bad', title: 'Not verified', words: faultsOf(report) };
    const left = due === 0 ? '' : ` ${counted(due, 'point needs', 'points need')} a decision.`;
    if (report.sourceUsers === 0)
        return { tone: 'idle', title: 'Nobody was moved', words: `The source has no users.${left}` };
    if (report.imported === 0) {
        const words = `None of the ${counted(report.sourceUsers, 'user')} of the source is in the target through this migration.${left}`;
        return { tone: due === 0 ? 'idle' : 'decision', title: 'Nobody was moved', words };
    }
    const words = proofOf(report);
    if (due === 0) return { tone: 'good', title: 'Verified', words };
    return { tone: 'decision', title: `Verified, with ${counted(due, 'decision')} to make`, words };
}

/** Says that a report is of an earlier pass than the one that a run is in, or ended early in. */
export function overtakenVerdict({ pass, isVerified }: Report, laterPass: number): Verdict {
    return {
        tone: 'decision',
        title: `Pass ${laterPass} has not finished`,
        words: `This page is of pass ${pass}, which was ${isVerified ? 'verified' : 'not verified'}. Pass ${laterPass} began later, and still runs or ended early: run again to continue.`,
    };
}

function proofOf({ verified, deletedInTarget }: Report): string {
    const { compared, changedSince, logins } = verified;
    const sentences = [
        compared === 1
            ? 'The user that was moved is in the target as it was sent, compared field by field.'
            : `All ${grouped(compared)} users that were moved are in the target as they were sent, compared field by field.`,
    ];
    if (deletedInTarget > 0)
        sentences.push(
            `${counted(deletedInTarget, 'other user was', 'other users were')} moved, and deleted there since by somebody.`,
        );
    if (changedSince > 0)
        sentences.push(
            `${counted(changedSince, 'user was', 'users were')} changed in the target since by somebody else.`,
        );
    if (logins.tried > 0)
        sentences.push(
            logins.tried === 1 ? 'The login probe succeeded.' : `All ${grouped(logins.tried)} login probes succeeded.`,
        );
    return sentences.join(' ');
}

function faultsOf({ verified, assignments }: Report): string {
    const { compared, missing, mismatched, doubled, logins } = verified;
    const lacking = ASSIGNED_KINDS.reduce((sum, kind) => sum + (assignments?.missing[kind] ?? 0), 0);
    const refused = logins.tried - logins.accepted;
    const faults = [
        missing === 0 ? '' : counted(missing, 'is missing in the target', 'are missing in the target'),
        mismatched === 0 ? '' : counted(mismatched, 'differs from what was sent', 'differ from what was sent'),
        doubled === 0 ? '' : counted(doubled, 'is there twice', 'are there twice'),
    ].filter((fault) => fault !== '');
    const sentences = [
        faults.length === 0
            ? ''
            : `Of ${counted(compared, 'moved user')}, ${new Intl.ListFormat('en-US').format(faults)}.`,
        lacking === 0 ? '' : `${counted(lacking, 'assignment is', 'assignments are')} missing.`,
        refused === 0 ? '' : `${grouped(refused)} of ${counted(logins.tried, 'login probe')} failed.`,
    ].filter((sentence) => sentence !== '');
    return sentences.length === 0 ? 'Not everything could be written.' : sentences.join(' ');
}
