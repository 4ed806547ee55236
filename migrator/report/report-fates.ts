import type { Fate } from './page/fates.ts';
import { totalOf } from './page/numbers.ts';
import type { Report } from './report.ts';

/** Says what became of every user of the source. */
export function fatesOfReport(report: Report): Fate[] {
    return [
        { name: 'imported', meaning: 'in the target through this migration', users: report.imported, color: 1 },
        {
            name: 'existing',
            meaning: 'another account of the target has the address; it stays as it is',
            users: report.existing,
            color: 3,
        },
        { name: 'excluded', meaning: 'not sent, each with a reason', users: report.excluded, color: 4 },
        { name: 'rejected', meaning: 'refused by Auth0', users: report.rejected, color: 5 },
        {
            name: 'deleted in the target',
            meaning: 'moved, and deleted there since by somebody',
            users: report.deletedInTarget,
            color: 6,
            isRare: true,
        },
        {
            name: 'waiting',
            meaning: 'appeared after the approved plan; another approval is needed',
            users: report.awaitingApproval,
            color: 2,
            isRare: true,
        },
        {
            name: 'staying in the source',
            meaning: 'were to be replaced, and were not',
            users: totalOf(report.replacement?.staying ?? {}),
            color: 8,
            isRare: true,
        },
    ];
}
