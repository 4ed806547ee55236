import type { TargetIndex } from '../identity/target-index.ts';
import { readSelectionFile } from '../inputs/selection-file.ts';
import type { DecidedMigration } from '../migration.ts';
import { artifactName, resolveInProject } from '../run/run.ts';
import { openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import type { NamedEntity, Role } from '../tenant/assignments.ts';
import { isSelected } from '../users/selection.ts';
import { wholeList } from './all-pages.ts';
import { openAssignmentFile } from './assignment-file.ts';
import type { AssignmentKind } from './assignment-kinds.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';
import { compareLinks } from './compare-links.ts';
import { compareOrganizations } from './compare-organizations.ts';
import { comparePermissions, type PermissionHolder } from './compare-permissions.ts';
import { compareRoles } from './compare-roles.ts';
import type { ComparedAssignments } from './compared-assignments.ts';
import { openCounterparts, type Pair } from './counterparts.ts';
import type { AssignmentSource } from './file-assignments.ts';
import { type EntityMatch, forgottenMatches, matchEntities } from './match-entities.ts';
import { matchMemberRoles } from './missing-member-roles.ts';
import { Sides, tooManyRoles } from './sides.ts';

/** What a comparison takes from the decisions of a pass. */
export type ComparedPass = Pick<DecidedMigration, 'pass' | 'exported' | 'isKept'>;

/**
 * Compares what the users of the source have with what their counterparts have, and writes both down: what they must have, and what of
 * it is to be written. Nothing is changed.
 *
 * @param source - a tenant, or what a file says
 * @param index - of an export of the target: of one that was made after the import, where something is to be written
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenants throw
 */
export async function compareAssignments(
    run: AssignmentNeeds,
    source: AssignmentSource,
    decided: ComparedPass,
    index: TargetIndex,
): Promise<ComparedAssignments> {
    const pass = decided.pass.number;
    const artifactOf = (name: string): string => artifactName(pass, `${name}-assignments.ndjson`);
    const [wantedArtifact, lackingArtifact] = [artifactOf('wanted'), artifactOf('lacking')];
    const surplusArtifact = artifactOf('surplus');
    const holders = await openHolders(run, pass);
    const counterparts = await openCounterparts(run, decided, index, holders.add);
    const { ephemeral } = run.store;
    const files = {
        wanted: openAssignmentFile(ephemeral, wantedArtifact),
        lacking: openAssignmentFile(ephemeral, lackingArtifact),
        surplus: openAssignmentFile(ephemeral, surplusArtifact),
    };
    try {
        await holders.end();
        const isOneTenant = source.domain === run.target.tenant.domain;
        const sides = new Sides({ run, counterparts, files, isOneTenant, source: source.assignments });
        const found = await compareAll(sides, holders, source.unnamed);
        const linkedElsewhere =
            run.definition.linkedAccounts === 'copy'
                ? await compareLinks(sides, decided.exported.source.artifact, pass)
                : {};
        for (const file of Object.values(files)) await file.end();
        sides.end();
        return {
            ...found,
            linkedElsewhere,
            wanted: files.wanted.counts,
            lacking: files.lacking.counts,
            surplus: files.surplus.counts,
            takenAway: sides.takenAway,
            added: sides.added,
            ...{ unread: sides.unread, vanished: sides.vanished, seen: sides.seen },
            ...{ invitations: sides.invitations, relinked: sides.relinked },
            ...{ wantedArtifact, lackingArtifact, surplusArtifact },
        };
    } catch (error) {
        for (const file of Object.values(files)) await file.abort();
        throw error;
    } finally {
        counterparts.close();
    }
}

// What a file says nothing about stays as it is.
async function compareAll(
    sides: Sides,
    holders: Holders,
    unnamed: ReadonlySet<AssignmentKind> = new Set(),
): Promise<Pick<ComparedAssignments, 'missing' | 'limits'>> {
    const { run, source, target, limits, isOneTenant } = sides;
    const { roles, organizations, permissions } = run.definition;
    const asksForRoles = roles !== 'leave' || organizations !== 'leave';
    const sourceRoles = asksForRoles ? await wholeList(run, (from) => source.listRoles(from)) : [];
    const targetRoles =
        isOneTenant || !asksForRoles ? sourceRoles : await wholeList(run, (from) => target.listRoles(from));
    const missingRoles = new Map<string, EntityMatch<Role>>();
    let missingMemberRoles: readonly EntityMatch<Role>[] = [];
    if (roles !== 'leave' && !unnamed.has('roles')) {
        const matches = matchEntities(sourceRoles, targetRoles, roles);
        const forgotten = forgottenMatches(matches, targetRoles, roles, ...memoryOf(sides, 'roles'));
        const all = [...matches, ...forgotten];
        const compared = new Set(all.map(({ target }) => target?.id));
        const others = targetRoles.filter(({ id }) => !compared.has(id));
        for (const match of await compareRoles(sides, all, others)) missingRoles.set(match.name, match);
    }
    let missingOrganizations: ComparedAssignments['missing']['organizations'] = [];
    if (organizations !== 'leave' && !unnamed.has('organizations')) {
        const there = await wholeList(run, (from) => source.listOrganizations(from));
        const here = isOneTenant ? there : await wholeList(run, (from) => target.listOrganizations(from));
        const matches = matchMemberRoles(run.definition, sourceRoles, targetRoles);
        const byName = new Map(matches.flatMap((match) => match.sources.map(({ name }) => [name, match] as const)));
        const own = matchEntities(there, here, organizations);
        const forgotten = forgottenMatches(own, here, organizations, ...memoryOf(sides, 'organizations'));
        const found = await compareOrganizations(sides, [...own, ...forgotten], byName);
        missingOrganizations = found.organizations;
        missingMemberRoles = found.roles.filter(({ name }) => !missingRoles.has(name));
    }
    const missingPermissions =
        permissions === 'leave' || unnamed.has('permissions')
            ? []
            : await comparePermissions(sides, holders.artifact, holders.count);
    return {
        missing: {
            roles: [...missingRoles.values()],
            memberRoles: missingMemberRoles,
            organizations: missingOrganizations,
            permissions: missingPermissions,
        },
        limits: [
            ...Object.values(limits).flatMap((counts) => counts.found()),
            ...tooManyRoles(run, targetRoles.length, missingRoles.size + missingMemberRoles.length),
        ],
    };
}

// What is remembered of a role or an organization of the target.
function memoryOf(sides: Sides, kind: 'roles' | 'organizations') {
    const wasWritten = ({ id }: NamedEntity): boolean => sides.knows(kind, id);
    const wasNamed = (entity: NamedEntity, name: string): boolean => sides.wasNamed(kind, entity, name);
    return [wasWritten, wasNamed] as const;
}

interface Holders {
    readonly artifact: string;
    /** Users whose permissions are read. */
    readonly count: number;
    readonly add: Parameters<typeof openCounterparts>[3];
    end(): Promise<void>;
}

// Whose direct permissions are read, which costs a call for each.
async function openHolders(run: AssignmentNeeds, pass: number): Promise<Holders> {
    const { permissions } = run.definition;
    const artifact = artifactName(pass, 'holders.ndjson');
    if (permissions === 'leave') {
        return { artifact, count: 0, add: () => undefined, end: () => Promise.resolve() };
    }
    const only = 'only' in permissions ? permissions.only : undefined;
    const list =
        typeof only === 'object' && 'file' in only
            ? await readSelectionFile(resolveInProject(run, only.file), only)
            : undefined;
    const writer = openArtifactWriter(run.store.ephemeral, artifact);
    const write = (from: readonly string[], to: string): Promise<void> => {
        const holder: PermissionHolder = { from, to };
        return writer.write(jsonLine(holder));
    };
    // Several may be linked to one user of another connection, who has what all of them have.
    const linked = new Map<string, string[]>();
    const holders = {
        artifact,
        count: 0,
        async add({ from, to, own }: Pair, profile: Parameters<typeof isSelected>[0]) {
            if (isSelected(profile, from, only, list) !== true) return;
            const others = linked.get(to) ?? [];
            if (others.length === 0) holders.count += 1;
            if (own === undefined) await write([from], to);
            else linked.set(to, [...others, from]);
        },
        async end() {
            for (const [to, from] of linked) await write(from, to);
            await writer.end();
        },
    };
    return holders;
}
