import { createUrn, nameOf, typeOf } from '../values/urn.ts';
import type { Goal } from './goal.ts';

/**
 * Gives every URN that a resource may have had: its own aliases, and those that it inherits where its parent had another name.
 *
 * A child whose name begins with its parent's name was named after it, and changes its name with it, as the engine assumes.
 *
 * @param parent - the goal of the parent with its own inherited aliases; undefined where there is none
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/deploy/step_generator.go `inheritedChildAlias` (read 2026-11-26)
 */
export function allAliases(
    { urn, aliases }: Pick<Goal, 'urn' | 'aliases'>,
    parent: Pick<Goal, 'urn' | 'aliases'> | undefined,
): readonly string[] {
    if (parent === undefined) return aliases;
    const [, , stack = '', project = ''] = urn.split(/::?/);
    const parentName = nameOf(parent.urn);
    const inherited = parent.aliases.flatMap((parentAlias) =>
        [urn, ...aliases].map((own) => {
            const name = nameOf(own);
            const isNamedAfter = name.startsWith(parentName);
            return createUrn(stack, project, {
                type: typeOf(own),
                name: isNamedAfter ? nameOf(parentAlias) + name.slice(parentName.length) : name,
                parent: parentAlias,
            });
        }),
    );
    return [...aliases, ...inherited];
}
