import { readJsonLines } from '../run-store/json-lines.ts';
import type { Permission } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import { permissionKey } from './assignment.ts';
import { type DirectPermissions, readDirectPermissions } from './direct-permissions.ts';
import type { Sides } from './sides.ts';

const CALLS_AT_ONCE = 8;

/** A user whose permissions are looked at, as it is written down. */
export interface PermissionHolder {
    /** Several, where the target has made one user of them. */
    readonly from: readonly string[];
    readonly to: string;
}

/**
 * Compares the permissions that users were given directly, which no list has: a call for each user, and one more for each user who has any,
 * or was given any by this migration.
 *
 * @param holders - name of the file of {@link PermissionHolder}s, which only this process can read
 * @param total - users in it
 * @returns the permissions that somebody needs and the target lacks
 */
export async function comparePermissions(sides: Sides, holders: string, total: number): Promise<Permission[]> {
    const { run, target, unread } = sides;
    const scopes = await wholeList(run, (from) => target.listScopes(from));
    const there = new Set(scopes.map(permissionKey));
    const missing = new Map<string, Permission>();
    let done = 0;
    for await (const users of readJsonLines<PermissionHolder>(run.store.ephemeral, holders)) {
        for (let at = 0; at < users.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = users.slice(at, at + CALLS_AT_ONCE);
            const found = await Promise.all(
                some.map(async ({ from, to }) => {
                    const wanted = await readWanted(sides, from);
                    if (wanted.length === 0 && !sides.knows('permissions', to)) return undefined;
                    const held = typeof wanted === 'string' ? wanted : await readDirectPermissions(run, target, to);
                    if (typeof wanted !== 'string' && typeof held !== 'string') return { user: to, wanted, held };
                    // A user who was deleted since the export has none.
                    if (held === 'too-many') unread.push({ kind: 'permissions', user: to });
                    return undefined;
                }),
            );
            for (const each of found) if (each !== undefined) await note(sides, each, there, missing);
            done += some.length;
            run.onProgress({ stage: 'attach', step: 'permissions read', done, total });
        }
    }
    return [...missing.values()];
}

// Of several users the one that cannot be read counts for all: what the others have would look like everything.
async function readWanted({ run, source, seen }: Sides, users: readonly string[]): Promise<DirectPermissions> {
    const wanted: Permission[] = [];
    for (const user of users) {
        const held = await readDirectPermissions(run, source, user);
        if (typeof held === 'string') return held;
        seen.addList('permissions', user);
        for (const one of held) seen.add('permissions', user, permissionKey(one));
        wanted.push(...held);
    }
    return wanted;
}

interface ReadPermissions {
    readonly user: string;
    readonly wanted: readonly Permission[];
    readonly held: readonly Permission[];
}

async function note(
    sides: Sides,
    { user, wanted, held }: ReadPermissions,
    there: ReadonlySet<string>,
    missing: Map<string, Permission>,
): Promise<void> {
    const { files, limits, added, takenAway } = sides;
    const byKey = new Map([...wanted, ...held].map((permission) => [permissionKey(permission), permission]));
    const comparison = sides.comparison((key) => sides.nameOf('permissions', user, user, key));
    for (const permission of wanted) comparison.want(permissionKey(permission));
    for (const permission of held) comparison.find(permissionKey(permission));
    const difference = comparison.difference();
    const permissionsOfKeys = (keys: readonly string[]) => keys.flatMap((key) => byKey.get(key) ?? []);
    sides.hasRead('permissions', user);
    for (const key of difference.wanted) {
        const permission = byKey.get(key);
        if (permission !== undefined && !there.has(key)) missing.set(key, permission);
    }
    sides.release(difference.released.map((key) => sides.nameOf('permissions', user, user, key)));
    added.permissions += difference.added;
    takenAway.permissions += difference.takenAway.length;
    sides.disown(difference.takenAway.map((key) => sides.nameOf('permissions', user, user, key)));
    limits.permissions.add(user, held.length + difference.lacking.length - difference.surplus.length);
    const lacking = permissionsOfKeys(difference.lacking);
    await files.wanted.add({ kind: 'permissions', user, permissions: permissionsOfKeys(difference.wanted) });
    await files.lacking.add({ kind: 'permissions', user, permissions: lacking });
    await files.surplus.add({ kind: 'permissions', user, permissions: permissionsOfKeys(difference.surplus) });
}
