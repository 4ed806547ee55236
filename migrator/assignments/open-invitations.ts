import type { OrganizationAssignments } from '../definition/assignments.ts';
import type { CheckedDefinition } from '../definition.ts';
import { MigrationError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import type { Invitation } from '../tenant/assignments.ts';
import { MAX_INVITATION_LIFETIME_S, MAX_LISTED } from '../tenant/limits.ts';
import { emailKey } from '../users/email-key.ts';
import { allPages } from './all-pages.ts';
import type { ReadAssignments } from './file-assignments.ts';

/** What is done about an open invitation. */
export type InvitationFate =
    /** It is left as it is, and listed. */
    | 'left'
    /** It names no connection and so is good for the target's too, which lies in the same tenant. */
    | 'still-good'
    /** The definition names no application of the target tenant for the one that it leads to. */
    | 'without-client'
    /** It is made anew for the target connection. */
    | 'renewed';

/** Somebody who was invited into an organization of the source, and has not come yet. */
export interface InvitedPerson {
    readonly invitation: Invitation;
    /** ID of the organization in the source. */
    readonly organizationInSource: string;
    readonly fate: InvitationFate;
    /** The application of the target tenant that a new invitation leads to. */
    readonly clientId: string | undefined;
}

type FoundInvitation = Pick<InvitedPerson, 'invitation' | 'organizationInSource'>;

/**
 * Reads the open invitations into organizations of the source by which people would come through the source connection, and decides about
 * each. Of several for one address the last counts.
 *
 * @param organizationIds - organizations of the source that become one
 * @throws {MigrationError} `TOO_MANY_INVITATIONS`; what the tenant throws
 */
export async function openInvitations(
    run: Pick<Run, 'definition' | 'source' | 'time'>,
    source: Pick<ReadAssignments, 'listInvitations'>,
    organizationIds: readonly string[],
    isOneTenant: boolean,
): Promise<InvitedPerson[]> {
    const own = run.source.kind === 'file' ? undefined : run.source.connection.id;
    const now = run.time.clock.now();
    const byAddress = new Map<string, FoundInvitation>();
    for (const id of organizationIds) {
        let listed = 0;
        for await (const page of allPages(run, (from) => source.listInvitations(id, from))) {
            listed += page.length;
            if (listed >= MAX_LISTED) refuseHidden(id, page.at(-1), now);
            for (const invitation of page) {
                const { email, connectionId, expiresAt } = invitation;
                if (connectionId !== undefined && connectionId !== own) continue;
                if (!(Date.parse(expiresAt) > now)) continue;
                const known = byAddress.get(emailKey(email));
                if (known === undefined || Date.parse(known.invitation.expiresAt) < Date.parse(expiresAt))
                    byAddress.set(emailKey(email), { invitation, organizationInSource: id });
            }
        }
    }
    const setting = invitationSetting(run.definition);
    return [...byAddress.values()].map((found) => ({ ...found, ...decide(found.invitation, setting, isOneTenant) }));
}

// The newest come first.
function refuseHidden(organizationId: string, oldest: Invitation | undefined, now: number): void {
    if (oldest === undefined || Date.parse(oldest.createdAt) + MAX_INVITATION_LIFETIME_S * 1_000 <= now) return;
    throw new MigrationError(
        'TOO_MANY_INVITATIONS',
        `The organization ${organizationId} of the source has at least ${MAX_LISTED} invitations from the last 30 days, and Auth0 lists no more: others may be ` +
            'open that nobody would see. Nothing was sent. Delete those that nobody needs, leave the organization out with `only`, or wait until older ' +
            'ones have expired; then run again.',
        { subject: 'source' },
    );
}

/** Tells whether a definition has open invitations made anew. */
export function renewsInvitations(definition: CheckedDefinition): boolean {
    return invitationSetting(definition) !== 'leave';
}

/** Counts invitations by what is done about them, and gives the applications that lack a match. */
export function invitationCounts(invited: readonly InvitedPerson[]) {
    const invitations: Partial<Record<InvitationFate, number>> = {};
    for (const { fate } of invited) invitations[fate] = (invitations[fate] ?? 0) + 1;
    const clients = invited.filter(({ fate }) => fate === 'without-client').map((one) => one.invitation.clientId);
    return { invitations, clientsWithoutMatch: [...new Set(clients)] };
}

function invitationSetting({ organizations }: CheckedDefinition): OrganizationAssignments['invitations'] {
    return organizations === 'leave' ? 'leave' : organizations.invitations;
}

function decide(
    invitation: Invitation,
    setting: OrganizationAssignments['invitations'],
    isOneTenant: boolean,
): Pick<InvitedPerson, 'clientId' | 'fate'> {
    const { clientId: id, connectionId } = invitation;
    const named = typeof setting === 'object' && Object.hasOwn(setting.clients, id) ? setting.clients[id] : undefined;
    const clientId = named ?? (isOneTenant ? id : undefined);
    const fateOf = (): InvitationFate => {
        if (setting === 'leave') return 'left';
        if (isOneTenant && connectionId === undefined) return 'still-good';
        return clientId === undefined ? 'without-client' : 'renewed';
    };
    return { clientId, fate: fateOf() };
}
