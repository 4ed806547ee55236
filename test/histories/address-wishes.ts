import { emailOf } from '../checker/aspects.ts';
import type { Profile } from '../checker/checked-side.ts';

/** A user who wants an address in the target. */
export interface Wish {
    readonly user: Profile;
    readonly to: string;
    /** Where the user's account moves from; undefined for one who has none. */
    readonly from: string | undefined;
    isCertain: boolean;
}

/**
 * Tells who gets an address in the end, if each is given as soon as it is free. A wish that may or may not come true makes its neighbours so.
 *
 * @param ghosts - addresses that nobody can have
 */
export function grantWishes(
    wishes: readonly Wish[],
    target: readonly Profile[],
    ghosts: ReadonlySet<string>,
): { granted: Wish[]; uncertain: Wish[]; refused: Wish[] } {
    const touched = new Set<string>();
    for (let size = -1; size !== touched.size; ) {
        size = touched.size;
        for (const wish of wishes) {
            if (touched.has(wish.to)) wish.isCertain = false;
            if (wish.isCertain) continue;
            touched.add(wish.to);
            if (wish.from !== undefined) touched.add(wish.from);
        }
    }
    const held = new Set([...ghosts, ...target.map((account) => emailOf(account) ?? '')]);
    const open = new Set(wishes.filter(({ isCertain }) => isCertain));
    const granted: Wish[] = [];
    for (let count = -1; count !== granted.length; ) {
        count = granted.length;
        for (const wish of open) {
            if (held.has(wish.to)) continue;
            held.add(wish.to);
            if (wish.from !== undefined) held.delete(wish.from);
            open.delete(wish);
            granted.push(wish);
        }
    }
    // What may move away may also stay.
    return { granted, uncertain: wishes.filter(({ isCertain }) => !isCertain), refused: [...open] };
}
