import type { Counts } from '../plan/plan-counts.ts';
import { formatDuration } from '../progress.ts';
import type { Report } from './report.ts';

/**
 * Says a report in a few lines, for the terminal and the diagnostics of `pulumi up`.
 *
 * @returns lines joined by line feeds, without personal data
 */
export function formatReport(report: Report): string {
    const lines = [
        `${count(report.sourceUsers)} users of ${report.source}, into ${report.target}`,
        `  imported  ${count(report.imported)}${listed(report.hashesByAlgorithm, 'hashes: ')}`,
        `  existing  ${count(report.existing)}`,
        `  excluded  ${count(report.excluded)}${listed(report.excludedByReason)}`,
        `  rejected  ${count(report.rejected)}${listed(report.rejectedByReason)}`,
        report.isVerified
            ? `  verified  ${count(report.verified.compared)} of ${count(report.verified.compared)}, field by field`
            : `  verified  NOT: ${count(report.verified.missing)} missing, ${count(report.verified.mismatched)} differ`,
        `  ${count(report.importJobs)} import jobs in ${formatDuration(Date.parse(report.finishedAt) - Date.parse(report.startedAt))}`,
    ];
    const { tried, accepted } = report.verified.logins;
    if (tried > 0) lines.push(`  log-ins   ${count(accepted)} of ${count(tried)} probes`);
    const losses = Object.keys(report.droppedFields);
    const ghosts = ghostWords(report.ghosts);
    if (ghosts !== '') lines.push(`  ghosts    ${ghosts}`);
    if (!report.isEncrypted)
        lines.push('  warning   the files of the run are not encrypted: set AUTH0_USER_MIGRATION_KEY');
    if (losses.length > 0) lines.push(`  left behind (no import takes them): ${losses.join(', ')}`);
    return lines.join('\n');
}

function ghostWords({ found, repaired, waiting, healed, repair }: Report['ghosts']): string {
    const words = [
        [repaired, 'repaired'],
        [found, repair === 'by-login' ? 'found, and listed for a message: a login makes them whole' : 'left'],
        [waiting, 'not sent: their login is waited for'],
        [healed, 'healed by a login'],
    ] as const;
    return words
        .filter(([users]) => users > 0)
        .map(([users, what]) => `${count(users)} ${what}`)
        .join('; ');
}

function listed(counts: Counts, label = ''): string {
    const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
    return entries.length === 0
        ? ''
        : `  (${label}${entries.map(([name, number]) => `${name} ${count(number)}`).join(', ')})`;
}

function count(number: number): string {
    return number.toLocaleString('en-US');
}
