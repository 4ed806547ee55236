import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import { ENTITY_LIMITS } from '../tenant/limits.ts';
import { describeSide, type LoginSide } from './login-side.ts';
import { isToBeOpened, type OrganizationOfSides } from './organization-of-sides.ts';

const NAMED_AT_MOST = 10;

/**
 * Refuses a cut-over where an organization of the source has no place for the target connection.
 *
 * @throws {MigrationError} `ASSIGNMENT_LIMIT_PASSED`
 */
export function refuseFullOrganizations(organizations: readonly OrganizationOfSides[], target: LoginSide): void {
    const limit = ENTITY_LIMITS.connectionsPerOrganization;
    const full = organizations.filter((one) => isToBeOpened(one) && one.connections >= limit);
    if (full.length === 0) return;
    const more = full.length > NAMED_AT_MOST ? ` and ${full.length - NAMED_AT_MOST} more` : '';
    const names = full.slice(0, NAMED_AT_MOST).map(({ name }) => name);
    throw new MigrationError(
        'ASSIGNMENT_LIMIT_PASSED',
        `${counted(full.length, 'organization has', 'organizations have')} ${limit} connections, the most that Auth0 takes, and ${describeSide(target)} is none of them: ` +
            `${names.join(', ')}${more}. Their members could not log in after the cut-over. No client was changed. Take another connection away from them, or ask Auth0 for a ` +
            'larger limit.',
        { subject: 'target' },
    );
}
