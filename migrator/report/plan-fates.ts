import type { Plan } from '../plan/plan.ts';
import type { Fate } from './page/fates.ts';

/** Says what a plan does with every user of the source. */
export function fatesOfPlan({ users }: Plan): Fate[] {
    return [
        { name: 'new', meaning: 'imported into the target', users: users.new, color: 1 },
        { name: 'updated', meaning: 'an account of the target is changed', users: users.updated, color: 2 },
        {
            name: 'moved',
            meaning: 'in the target already, by this migration',
            users: users.moved,
            color: 7,
            isRare: true,
        },
        {
            name: 'existing',
            meaning: 'another account of the target has the address; it stays as it is',
            users: users.existing,
            color: 3,
        },
        { name: 'excluded', meaning: 'not sent, each with a reason', users: users.excluded, color: 4 },
        {
            name: 'deleted in the target',
            meaning: 'moved, and deleted there since by somebody; not restored',
            users: users.deletedInTarget,
            color: 6,
            isRare: true,
        },
    ];
}
