import { isMigrationError } from '../errors.ts';
import { splitLines } from '../records/lines.ts';
import type { Permission, TenantAssignments } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import { permissionKey } from './assignment.ts';
import type { Sides } from './sides.ts';

const CALLS_AT_ONCE = 8;

/** A user whose permissions are looked at, as it is written down. */
export interface PermissionHolder {
    readonly from: string;
    readonly to: string;
}

/**
 * Compares the permissions that users were given directly, which no list has: a call for each user, and one more for whoever has any.
 *
 * @param holders - name of the file of {@link PermissionHolder}s, which only this process can read
 * @param total - users in it
 * @returns the permissions that somebody needs and the target lacks
 */
export async function comparePermissions(sides: Sides, holders: string, total: number): Promise<Permission[]> {
    const { run, source, target } = sides;
    const scopes = await wholeList(run, (from) => target.listScopes(from));
    const there = new Set(scopes.map(permissionKey));
    const missing = new Map<string, Permission>();
    const chunks = run.store.ephemeral.read(holders) as AsyncIterable<Buffer>;
    let done = 0;
    for await (const lines of splitLines(chunks)) {
        const users = lines.map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as PermissionHolder);
        for (let at = 0; at < users.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = users.slice(at, at + CALLS_AT_ONCE);
            const found = await Promise.all(
                some.map(async ({ from, to }) => {
                    const wanted = await permissionsOf(sides, source, from);
                    return { to, wanted, held: wanted.length === 0 ? [] : await permissionsOf(sides, target, to) };
                }),
            );
            for (const { to, wanted, held } of found) await note(sides, to, wanted, held, there, missing);
            done += some.length;
            run.onProgress({ stage: 'attach', step: 'permissions read', done, total });
        }
    }
    return [...missing.values()];
}

async function permissionsOf({ run }: Sides, tenant: TenantAssignments, userId: string): Promise<Permission[]> {
    try {
        return await wholeList(run, (from) => tenant.listUserPermissions(userId, from));
    } catch (error) {
        // Who was deleted since the export has none.
        if (isMigrationError(error) && error.statusCode === 404) return [];
        throw error;
    }
}

async function note(
    { files, limits, added }: Sides,
    user: string,
    wanted: readonly Permission[],
    held: readonly Permission[],
    there: ReadonlySet<string>,
    missing: Map<string, Permission>,
): Promise<void> {
    if (wanted.length === 0) return;
    for (const permission of wanted) {
        const key = permissionKey(permission);
        if (!there.has(key)) missing.set(key, permission);
    }
    const [heldKeys, wantedKeys] = [new Set(held.map(permissionKey)), new Set(wanted.map(permissionKey))];
    const lacking = wanted.filter((permission) => !heldKeys.has(permissionKey(permission)));
    added.permissions += [...heldKeys].filter((key) => !wantedKeys.has(key)).length;
    limits.permissions.add(user, heldKeys.size + lacking.length);
    await files.wanted.add({ kind: 'permissions', user, permissions: wanted });
    await files.lacking.add({ kind: 'permissions', user, permissions: lacking });
}
