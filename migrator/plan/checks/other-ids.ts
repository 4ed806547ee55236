import type { Finding } from '../../checks/finding.ts';
import type { Connection } from '../../tenant/tenant.ts';
import type { PlanCounts } from '../plan-counts.ts';

/**
 * Says who of a source whose users are to keep their IDs is in the target with another one, as import mode gives it: two users of a tenant must not
 * have the same.
 */
export function checkOtherIds(
    { name, isImportMode }: Pick<Connection, 'name' | 'isImportMode'>,
    { unchanged, changedInTarget, updates, existing, planned }: PlanCounts,
): Finding[] {
    const moved = unchanged + changedInTarget + updates;
    const still = isImportMode && planned - updates > 0;
    if (moved + existing === 0 && !still) return [];
    const parts = [
        ...(moved === 0 ? [] : [`${counted(moved)} moved by a login, with another ID.`]),
        ...(existing === 0
            ? []
            : [`${counted(existing)} not copied: an account of ${name} with another ID has the address.`]),
        ...(still ? [`${name} has import mode: users who log in there before they are copied get another ID.`] : []),
    ];
    return [{ code: 'OTHER_IDS_IN_TARGET', level: 'warning', message: parts.join(' ') }];
}

function counted(users: number): string {
    return users === 1 ? '1 user was' : `${users.toLocaleString('en-US')} users were`;
}
