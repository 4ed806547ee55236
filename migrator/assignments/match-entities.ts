import type { NamedAssignments } from '../definition/assignments.ts';
import type { NamedEntity } from '../tenant/assignments.ts';

/** A role or an organization of the target, with those of the source that become it. */
export interface EntityMatch<T extends NamedEntity> {
    /** Name in the target. */
    readonly name: string;
    /** Undefined where the target lacks it. */
    readonly target: T | undefined;
    /** One, or several that are renamed alike; none where the source lost what this migration wrote. */
    readonly sources: readonly T[];
    /** It had the name of another match before: somebody renamed it in the target, and perhaps something has its name by now. */
    readonly wasRenamed?: 'and-not-replaced' | 'and-replaced';
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
        const name = nameInTarget(rename, entity.name);
        const known = matches.get(name);
        if (known === undefined) matches.set(name, [entity]);
        else known.push(entity);
    }
    return [...matches].map(([name, sources]) => ({ name, target: there.get(name), sources }));
}

/**
 * Finds the roles or organizations of the target that this migration wrote into, and that nothing of the source becomes any more: what
 * it wrote there is gone from the source. What the definition's `only` leaves out is left alone.
 *
 * @param wasWritten - tells whether this migration ever wrote into one
 * @param wasNamed - tells whether one had a name in an earlier pass
 */
export function forgottenMatches<T extends NamedEntity>(
    matches: readonly EntityMatch<T>[],
    target: readonly T[],
    { rename, only }: NamedAssignments,
    wasWritten: (entity: T) => boolean,
    wasNamed: (entity: T, name: string) => boolean,
): EntityMatch<T>[] {
    const known = new Set(matches.map(({ name }) => name));
    const covered = only === undefined ? undefined : new Set(only.map((name) => nameInTarget(rename, name)));
    return target
        .filter((entity) => !known.has(entity.name) && (covered?.has(entity.name) ?? true) && wasWritten(entity))
        .map((entity) => {
            const successor = matches.find(({ name }) => wasNamed(entity, name));
            const match = { name: entity.name, target: entity, sources: [] };
            if (successor === undefined) return match;
            return { ...match, wasRenamed: successor.target === undefined ? 'and-not-replaced' : 'and-replaced' };
        });
}

function nameInTarget(rename: NamedAssignments['rename'], name: string): string {
    return Object.hasOwn(rename, name) ? (rename[name] ?? name) : name;
}
