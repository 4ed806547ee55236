import type { Finding } from '../checks/finding.ts';
import { replacementFinding } from '../replacement/replacement-finding.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { describeEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import { checkAssignmentMemory } from './checks/assignment-memory.ts';
import { checkAssignments } from './checks/assignments.ts';
import { checkChangedPasswords } from './checks/changed-passwords.ts';
import { checkFactors } from './checks/factors.ts';
import { checkGoneUsers } from './checks/gone-users.ts';
import { checkIdentifiers } from './checks/identifiers.ts';
import { checkOtherIds } from './checks/other-ids.ts';
import { checkPasswordPolicy } from './checks/password-policy.ts';
import { checkRatePlan } from './checks/rate-plan.ts';
import { checkSelection } from './checks/selection.ts';
import { minutesAt, type Pace } from './pace.ts';
import type { PlanParts } from './plan.ts';

/**
 * Lists what the checks found before the run, and what they find now that every user is decided; warnings first.
 *
 * @param calls - of the Management API that the run will make
 */
export function findingsOf(
    run: Pick<Run, 'definition' | 'source' | 'target' | 'targetFacts' | 'findings' | 'store'>,
    { counts, traits, assignments, unmatched }: Pick<PlanParts, 'counts' | 'traits' | 'assignments' | 'unmatched'>,
    pace: Pace,
    calls: number,
): Finding[] {
    const { tenant, connection } = run.target;
    const { enabledFactors, ratePlan } = run.targetFacts;
    const importMinutes = minutesAt(pace.usersPerSecondAndJob * pace.jobsAtOnce, counts.planned);
    const newUsers = counts.planned - counts.updates;
    const isReplacing = replacesSourceUsers(run);
    const findings = [
        ...run.findings,
        ...(isReplacing && newUsers > 0
            ? [
                  replacementFinding(
                      newUsers,
                      describeEndpoint(run.source),
                      pace.usersPerSecondAndJob,
                      ratePlan?.callsPerMinute,
                  ),
              ]
            : []),
        ...(isReplacing ? checkOtherIds(connection, counts) : []),
        ...checkIdentifiers(connection, traits),
        ...checkFactors(traits.factors, enabledFactors),
        ...checkPasswordPolicy(connection, counts.hashesByAlgorithm),
        ...checkAssignments(assignments, counts.planned + counts.existing),
        ...checkSelection(unmatched),
        ...checkGoneUsers(counts),
        ...checkChangedPasswords(run.definition, counts.changedPasswords),
        ...checkAssignmentMemory(run, counts),
        ...checkRatePlan(tenant.domain, ratePlan, calls, importMinutes),
    ];
    return [
        ...findings.filter(({ level }) => level === 'warning'),
        ...findings.filter(({ level }) => level === 'note'),
    ];
}
