import { isDeepStrictEqual } from 'node:util';
import { linkedUsersOf } from '../exports/linked-users.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { AssignmentRecord } from '../run-store/assignment-ledger.ts';
import { emailKey } from '../users/email-key.ts';
import { allPages } from './all-pages.ts';
import {
    ASSIGNED_KINDS,
    type AssignedKind,
    type Assignment,
    isPlaceholder,
    noAssignments,
    permissionKey,
} from './assignment.ts';
import { readAssignments } from './assignment-file.ts';
import { assignmentName, NOBODY } from './assignment-name.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import type { AttachedAssignments, DifferingLink, VerifiedAssignments } from './attached-assignments.ts';
import { type MovedUsers, readMovedUsers } from './counterparts.ts';
import { readDirectPermissions } from './direct-permissions.ts';
import { isGone } from './gone-entity.ts';
import { resolved } from './send-assignments.ts';

/** Lists of Auth0 lag behind what was written: one that lacks something is read again this often, each time after twice as long. */
const READS = 5;
const FIRST_WAIT_MS = 250;
/** An ID is what the policy makes of it. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['user_id', 'identities']);

/**
 * Reads the lists of the target again and compares them with what the moved users must have, in both directions.
 *
 * Direct permissions are in no list: they are read for those who must have any. What a list shows is written into the ledger of
 * assignments: from then on its absence means that somebody took it away.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function verifyAssignments(
    run: AssignmentNeeds,
    pass: number,
    { created, wantedArtifact }: AttachedAssignments,
): Promise<VerifiedAssignments> {
    const missing = noAssignments();
    const added = noAssignments();
    const differingLinks: DifferingLink[] = [];
    const moved = await readMovedUsers(run, pass);
    let list: List | undefined;
    const close = async (): Promise<void> => {
        if (list === undefined) return;
        const found = await list.compare();
        for (const kind of Object.keys(found.missing) as AssignedKind[]) {
            missing[kind] += found.missing[kind];
            added[kind] += found.added[kind];
        }
        differingLinks.push(...found.differingLinks);
        list = undefined;
    };
    for await (const written of readAssignments(run.store.ephemeral, wantedArtifact)) {
        run.time.stopIfAsked();
        const assignment = resolved(written, created);
        const key = 'id' in assignment ? assignment.id : assignment.user;
        if (list?.key !== key) {
            await close();
            list = new List(run, key, moved);
        }
        list.want(assignment);
    }
    await close();
    return { missing, added, differingLinks };
}

/** What a list shows. */
interface Listed {
    readonly kind: AssignedKind;
    /** Names it in its list. */
    readonly item: string;
    readonly user?: string;
    /** What a user has of the list, where it can have several. */
    readonly what?: string;
    /** Of a linked identity. */
    readonly profile?: UserRecord;
}

/** What must be in the lists of one role, of one organization, or of one user. */
class List {
    readonly key: string;
    private readonly run: AssignmentNeeds;
    private readonly moved: MovedUsers;
    // As JSON, for a user ID may hold any letter.
    private readonly wanted = new Map<AssignedKind, DigestSet>();
    /** What the source shows of each linked identity. */
    private readonly profiles = new Map<string, UserRecord>();
    private news: AssignmentRecord[] = [];
    /** Whether the role or the organization was deleted since: everything in it is missing. */
    private isGone = false;

    constructor(run: AssignmentNeeds, key: string, moved: MovedUsers) {
        this.run = run;
        this.key = key;
        this.moved = moved;
    }

    want(assignment: Assignment): void {
        for (const item of itemsOf(assignment)) this.wantedOf(assignment.kind).add(digest64(item));
        if (assignment.kind !== 'links') return;
        assignment.secondaries.forEach((item, at) => this.profiles.set(item, assignment.profiles?.[at] ?? {}));
    }

    /** Compares, and reads again while something is missing that may only be late. */
    async compare(): Promise<VerifiedAssignments> {
        for (let read = 1; ; read += 1) {
            const found = await this.compareOnce();
            const isWhole = Object.values(found.missing).every((number) => number === 0);
            if (isWhole || this.isGone || read === READS) {
                this.run.store.assigned.append(this.news);
                return found;
            }
            await this.run.time.sleep(FIRST_WAIT_MS * 2 ** (read - 1));
        }
    }

    private async compareOnce(): Promise<VerifiedAssignments> {
        const missing = noAssignments();
        const added = noAssignments();
        const present = noAssignments();
        const seen = new Map(ASSIGNED_KINDS.map((kind) => [kind, new DigestSet()]));
        const differingLinks: DifferingLink[] = [];
        this.news = [];
        for await (const { kind, item, user, what, profile } of this.readUnlessGone()) {
            // A list that changes while it is read may show somebody on two pages.
            if (seen.get(kind)?.add(digest64(item)) === false) continue;
            const holder = user === undefined ? undefined : this.moved.holderOf(user);
            if (this.wanted.get(kind)?.has(digest64(item)) === true) {
                present[kind] += 1;
                const fields = profile === undefined ? [] : differingFields(this.profiles.get(item), profile);
                if (fields.length > 0) differingLinks.push({ user: this.key, identity: item, fields });
                this.see(assignmentName(kind, this.key, holder ?? NOBODY, what));
            } else if (holder !== undefined && kind !== 'links') added[kind] += 1;
        }
        for (const [kind, wanted] of this.wanted) missing[kind] = wanted.size - present[kind];
        return { missing, added, differingLinks };
    }

    // Whether this migration wrote it, or somebody else was first.
    private see(name: AssignmentRecord[0]): void {
        const status = this.run.store.assigned.statusOf(name);
        if (status === 'sent' || status === 'removing') this.news.push([name, 'verified']);
        else if (status === undefined || status === 'removed') this.news.push([name, 'found']);
    }

    private async *readUnlessGone(): AsyncGenerator<Listed> {
        this.isGone = isPlaceholder(this.key);
        try {
            if (!this.isGone) yield* this.read();
        } catch (error) {
            if (!isGone(error)) throw error;
            this.isGone = true;
        }
    }

    private async *read(): AsyncGenerator<Listed> {
        const { run, key } = this;
        const { assignments } = run.target.tenant;
        if (this.wanted.has('roles')) {
            for await (const users of allPages(run, (from) => assignments.listRoleUsers(key, from)))
                for (const user of users) yield { kind: 'roles', item: user, user };
        }
        if (this.wanted.has('organizations')) {
            for await (const members of allPages(run, (from) => assignments.listOrganizationMembers(key, from))) {
                for (const { userId: user, roles } of members) {
                    yield { kind: 'organizations', item: user, user };
                    for (const { id } of roles)
                        yield { kind: 'memberRoles', item: JSON.stringify([user, id]), user, what: id };
                }
            }
        }
        if (this.wanted.has('connections')) {
            for (const { connectionId: item } of await assignments.listOrganizationConnections(key))
                yield { kind: 'connections', item, what: item };
        }
        if (this.wanted.has('links')) {
            const found = (await run.target.tenant.findUserById(key)) ?? {};
            for (const { userId: item, profile } of linkedUsersOf(found))
                yield { kind: 'links', item, user: key, what: item, profile };
        }
        if (this.wanted.has('permissions')) {
            const found = await readDirectPermissions(run, assignments, key);
            // What Auth0 does not show is missing.
            for (const item of typeof found === 'string' ? [] : found.map(permissionKey))
                yield { kind: 'permissions', item, user: key, what: item };
        }
    }

    private wantedOf(kind: AssignedKind): DigestSet {
        const known = this.wanted.get(kind) ?? new DigestSet();
        this.wanted.set(kind, known);
        return known;
    }
}

// Only what the source shows: Auth0 makes up a name and a picture where there is none.
function differingFields(source: UserRecord = {}, target: UserRecord): string[] {
    return Object.keys(source).filter(
        (field) => !NOT_COMPARED.has(field) && !isDeepStrictEqual(comparable(source, field), comparable(target, field)),
    );
}

// Auth0 keeps addresses in lower case.
function comparable(profile: UserRecord, field: string): unknown {
    const value = profile[field];
    return field === 'email' && typeof value === 'string' ? emailKey(value) : value;
}

function itemsOf(assignment: Assignment): readonly string[] {
    switch (assignment.kind) {
        case 'roles':
        case 'organizations':
            return assignment.users;
        case 'memberRoles':
            return assignment.roles.map((role) => JSON.stringify([assignment.user, role]));
        case 'connections':
            return [assignment.connection.connectionId];
        case 'permissions':
            return assignment.permissions.map(permissionKey);
        case 'links':
            return assignment.secondaries;
    }
}
