import type { NamedAssignments } from '../definition/assignments.ts';
import type { NamedEntity } from '../tenant/assignments.ts';

/** A role or an organization of the target, with those of the source that become it. */
export interface EntityMatch<T extends NamedEntity> {
    /** Name in the target. */
    readonly name: string;
    /** Undefined where the target lacks it. */
    readonly target: T | undefined;
    /** One, or several that are renamed alike. */
    readonly sources: readonly T[];
}

/**
 * Finds the roles or organizations of the source in the target, by name.
 *
 * In one tenant both lists are the same, and so is each entity that is not renamed.
 */
export function matchEntities<T extends NamedEntity>(
    source: readonly T[],
    target: readonly T[],
    { rename, only }: NamedAssignments,
): EntityMatch<T>[] {
    const there = new Map(target.map((entity) => [entity.name, entity]));
    const matches = new Map<string, T[]>();
    for (const entity of source) {
        if (only !== undefined && !only.includes(entity.name)) continue;
        const name = Object.hasOwn(rename, entity.name) ? (rename[entity.name] ?? entity.name) : entity.name;
        const known = matches.get(name);
        if (known === undefined) matches.set(name, [entity]);
        else known.push(entity);
    }
    return [...matches].map(([name, sources]) => ({ name, target: there.get(name), sources }));
}
