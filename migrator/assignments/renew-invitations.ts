import { isRefusal } from '../errors.ts';
import type { AssignmentName } from '../run-store/assignment-ledger.ts';
import type { Invitation } from '../tenant/assignments.ts';
import { MAX_INVITATION_LIFETIME_S } from '../tenant/limits.ts';
import { emailKey } from '../users/email-key.ts';
import { allPages } from './all-pages.ts';
import { NOBODY } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { CreatedEntities } from './attached-assignments.ts';
import type { OpenInvitation } from './compared-assignments.ts';
import type { ReadAssignments } from './file-assignments.ts';
import { listUnlessGone, unlessGone } from './gone-entity.ts';

/** An open invitation with what became of it, as the artifact of invitations lists it. */
export interface ListedInvitation {
    /** Name in the target. */
    readonly organization: string;
    readonly email: string;
    readonly expiresAt: string;
    /**
     * What was decided about it; or `refused` by Auth0; or `invited-otherwise`, as somebody else has invited the same person into the target, with
     * other roles or for another application; or `withdrawn`, as it was taken or deleted in the source meanwhile.
     */
    readonly became: OpenInvitation['fate'] | 'refused' | 'invited-otherwise' | 'withdrawn';
}

/**
 * Makes open invitations anew for the target connection, one by one, where the definition says so: each sends a mail.
 *
 * Two calls would send two mails, so the ledger of assignments is written before each, and where the outcome of an earlier call is not
 * known, the target's own list tells whether it arrived. Whom an earlier pass invited is never invited again. The comparison may have been hours
 * ago, so each organization's invitations in the source are listed once more.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one invitation
 */
export async function renewInvitations(
    run: AssignmentNeeds,
    source: ReadAssignments,
    invitations: readonly OpenInvitation[],
    created: CreatedEntities,
): Promise<ListedInvitation[]> {
    const { assigned } = run.store;
    const listed: ListedInvitation[] = [];
    const invited = new Map<string, ReadonlyMap<string, Invitation>>();
    const stillOpen = new Map<string, ReadonlySet<string>>();
    for (const open of invitations) {
        const { organization, fate, invitation } = open;
        const list = (became: ListedInvitation['became']): void => {
            const { email, expiresAt } = invitation;
            listed.push({ organization, email, expiresAt, became });
        };
        if (fate !== 'renewed') {
            list(fate);
            continue;
        }
        const organizationId = resolve(open.organizationId, created);
        const name = invitationName(organizationId, open);
        if (assigned.statusOf(name) !== 'verified') {
            const there = invited.get(organizationId) ?? (await unlessGone(() => invitedInTarget(run, organizationId)));
            if (there === undefined) {
                list('refused');
                continue;
            }
            invited.set(organizationId, there);
            const other = there.get(emailKey(invitation.email));
            if (other !== undefined && assigned.statusOf(name) === undefined && !isAlike(other, open, created)) {
                list('invited-otherwise');
                continue;
            }
            if (other === undefined) {
                run.time.stopIfAsked();
                const { organizationInSource } = open;
                const openIds = stillOpen.get(organizationInSource) ?? (await listedIds(run, source, open));
                stillOpen.set(organizationInSource, openIds);
                if (!openIds.has(invitation.id)) {
                    list('withdrawn');
                    continue;
                }
                assigned.append([[name, 'sent']]);
                if (!(await create(run, open, organizationId, created))) {
                    list('refused');
                    continue;
                }
            }
            assigned.append([[name, 'verified']]);
        }
        list('renewed');
    }
    return listed;
}

// By the source's ID: somebody who is invited there once more is invited here once more.
function invitationName(organizationId: string, { invitation: { email, id } }: OpenInvitation): AssignmentName {
    return { list: `invitations ${organizationId}`, holder: NOBODY, item: `${emailKey(email)} ${id}` };
}

function resolve(id: string, created: CreatedEntities): string {
    return created.get(id) ?? id;
}

async function listedIds(
    run: AssignmentNeeds,
    source: ReadAssignments,
    { organizationInSource }: OpenInvitation,
): Promise<Set<string>> {
    const list = (from?: string) => source.listInvitations(organizationInSource, from);
    const listed = await listUnlessGone(run, list);
    return new Set(listed.map(({ id }) => id));
}

async function invitedInTarget(run: AssignmentNeeds, organizationId: string): Promise<Map<string, Invitation>> {
    const { connection, tenant } = run.target;
    const invited = new Map<string, Invitation>();
    const list = (from?: string) => tenant.assignments.listInvitations(organizationId, from);
    for await (const page of allPages(run, list)) {
        for (const invitation of page) {
            const { email, connectionId, expiresAt } = invitation;
            const isOpen = Date.parse(expiresAt) > run.time.clock.now();
            if (connectionId === connection.id && isOpen) invited.set(emailKey(email), invitation);
        }
    }
    return invited;
}

function secondsUntil(moment: string, now: number): number {
    return Math.floor((Date.parse(moment) - now) / 1_000);
}

function isAlike(there: Invitation, { clientId, roleIds }: OpenInvitation, created: CreatedEntities): boolean {
    const wanted = roleIds.map((id) => resolve(id, created));
    return (
        there.clientId === clientId &&
        there.roleIds.length === wanted.length &&
        wanted.every((id) => there.roleIds.includes(id))
    );
}

// Tells whether Auth0 took it.
async function create(
    { target: { tenant, connection }, time }: AssignmentNeeds,
    { invitation, clientId, roleIds }: OpenInvitation,
    organizationId: string,
    created: CreatedEntities,
): Promise<boolean> {
    const { email, inviter, userMetadata, appMetadata, expiresAt } = invitation;
    try {
        await tenant.assignments.createInvitation(organizationId, {
            ...{ email, inviter, userMetadata, appMetadata },
            clientId: clientId ?? invitation.clientId,
            connectionId: connection.id,
            roleIds: roleIds.map((id) => resolve(id, created)),
            // As long as it would have been good; 0 would stand for a week.
            lifetimeS: Math.max(1, Math.min(MAX_INVITATION_LIFETIME_S, secondsUntil(expiresAt, time.clock.now()))),
        });
        return true;
    } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
    }
}
