import fc from 'fast-check';
import type { Policies } from '../histories/history-model.ts';
import type { SideName } from '../histories/two-sides.ts';

/** The addresses that there are: few, so that they meet. */
export const ADDRESSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}@example.com`);
/** Held in the target by a ghost. */
export const GHOST = 'ghost@example.com';

/** One thing that somebody does; `who` is a number that is taken modulo the users that there are. */
export type Step =
    | { readonly do: 'nothing' }
    | { readonly do: 'sign up'; readonly at: SideName; readonly email: string; readonly isVerified: boolean }
    | {
          readonly do: 'edit';
          readonly at: SideName;
          readonly who: number;
          readonly part: EditedPart;
          readonly to: number;
      }
    | { readonly do: 'block'; readonly at: SideName; readonly who: number; readonly isBlocked: boolean }
    | { readonly do: 'delete'; readonly at: SideName; readonly who: number }
    | { readonly do: 'change address'; readonly at: SideName; readonly who: number; readonly email: string }
    | { readonly do: 'verify address'; readonly at: SideName; readonly who: number }
    | { readonly do: 'hand address on'; readonly who: number; readonly other: number; readonly email: string }
    | { readonly do: 'lose folder' }
    | { readonly do: 'run' }
    /** Stopped at its n-th request: told to stop, or without a network from then on. */
    | { readonly do: 'stopped run'; readonly atRequest: number; readonly by: 'signal' | 'dead network' };

/** Parts of a profile that people edit. */
export type EditedPart = 'name' | 'user_metadata' | 'app_metadata';

// Without prototypes objects would be printed as such.
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
    return fc.record(model, { noNullPrototype: true });
}

const at = fc.constantFrom<SideName>('source', 'target');
const who = fc.nat(30);
const email = fc.constantFrom(...ADDRESSES, GHOST);

const step: fc.Arbitrary<Step> = fc.oneof(
    // What every step can be replaced by to make a failing history shorter.
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant({ do: 'nothing' as const }) },
    { weight: 6, arbitrary: fc.constant({ do: 'run' as const }) },
    {
        weight: 4,
        arbitrary: record({
            do: fc.constant('stopped run' as const),
            atRequest: fc.integer({ min: 3, max: 45 }),
            by: fc.constantFrom<'signal' | 'dead network'>('signal', 'dead network'),
        }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'lose folder' as const }) },
    { weight: 5, arbitrary: record({ do: fc.constant('sign up' as const), at, email, isVerified: fc.boolean() }) },
    {
        weight: 5,
        arbitrary: record({
            ...{ do: fc.constant('edit' as const), at, who },
            part: fc.constantFrom<EditedPart>('name', 'user_metadata', 'app_metadata'),
            to: fc.nat(5),
        }),
    },
    { weight: 2, arbitrary: record({ do: fc.constant('block' as const), at, who, isBlocked: fc.boolean() }) },
    { weight: 3, arbitrary: record({ do: fc.constant('delete' as const), at, who }) },
    { weight: 3, arbitrary: record({ do: fc.constant('change address' as const), at, who, email }) },
    { weight: 2, arbitrary: record({ do: fc.constant('verify address' as const), at, who }) },
    { weight: 3, arbitrary: record({ do: fc.constant('hand address on' as const), who, other: who, email }) },
);

/** What a definition says; a prefix can't be put before the ID of an account that was there before. */
const policies: fc.Arbitrary<Policies> = record({
    isPrefixed: fc.boolean(),
    existingUsers: fc.constantFrom<Policies['existingUsers']>('skip', 'upsert', 'merge'),
    deletedInTarget: fc.constantFrom<Policies['deletedInTarget']>('leave', 'restore'),
    conflicts: fc.constantFrom<Policies['conflicts']>('report', 'target-wins', 'source-wins'),
}).map(({ isPrefixed, ...rest }) => ({
    ...rest,
    idPolicy:
        isPrefixed && rest.existingUsers === 'skip'
            ? { policy: 'prefix', prefix: 'old|' }
            : { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
}));

/** A definition and 50 steps of people and of runs. */
export const histories: fc.Arbitrary<{ policies: Policies; steps: Step[] }> = record({
    policies,
    steps: fc.array(step, { minLength: 50, maxLength: 50 }),
});
