import type { OrganizationAssignments } from '../definition/assignments.ts';
import type { CheckedDefinition } from '../definition.ts';
import type { Run } from '../run/run.ts';
import type { Invitation } from '../tenant/assignments.ts';
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
    readonly fate: InvitationFate;
    /** The application of the target tenant that a new invitation leads to. */
    readonly clientId: string | undefined;
}

/**
 * Reads the open invitations into organizations of the source by which people would come through the source connection, and decides about
 * each. Of several for one address the last counts.
 *
 * @param organizationIds - organizations of the source that become one
 */
export async function openInvitations(
    run: Pick<Run, 'definition' | 'source' | 'time'>,
    source: Pick<ReadAssignments, 'listInvitations'>,
    organizationIds: readonly string[],
    isOneTenant: boolean,
): Promise<InvitedPerson[]> {
    const own = run.source.kind === 'file' ? undefined : run.source.connection.id;
    const now = run.time.clock.now();
    const byAddress = new Map<string, Invitation>();
    for (const id of organizationIds) {
        for await (const page of allPages(run, (from) => source.listInvitations(id, from))) {
            for (const invitation of page) {
                const { email, connectionId, expiresAt } = invitation;
                if (connectionId !== undefined && connectionId !== own) continue;
                if (!(Date.parse(expiresAt) > now)) continue;
                const known = byAddress.get(emailKey(email));
                if (known === undefined || Date.parse(known.expiresAt) < Date.parse(expiresAt))
                    byAddress.set(emailKey(email), invitation);
            }
        }
    }
    const setting = invitationSetting(run.definition);
    return [...byAddress.values()].map((invitation) => decide(invitation, setting, isOneTenant));
}

/** Tells whether a definition has open invitations made anew. */
export function renewsInvitations(definition: CheckedDefinition): boolean {
    return invitationSetting(definition) !== 'leave';
}

function invitationSetting({ organizations }: CheckedDefinition): OrganizationAssignments['invitations'] {
    return organizations === 'leave' ? 'leave' : organizations.invitations;
}

function decide(
    invitation: Invitation,
    setting: OrganizationAssignments['invitations'],
    isOneTenant: boolean,
): InvitedPerson {
    const { clientId: id, connectionId } = invitation;
    const named = typeof setting === 'object' && Object.hasOwn(setting.clients, id) ? setting.clients[id] : undefined;
    const clientId = named ?? (isOneTenant ? id : undefined);
    const fateOf = (): InvitationFate => {
        if (setting === 'leave') return 'left';
        if (isOneTenant && connectionId === undefined) return 'still-good';
        return clientId === undefined ? 'without-client' : 'renewed';
    };
    return { invitation, clientId, fate: fateOf() };
}
