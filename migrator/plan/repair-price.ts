import type { CheckedDefinition } from '../definition.ts';

/** What the repair of a ghost costs its user: said before it is done, wherever it is offered. */
export const REPAIR_PRICE =
    'A ghost may have a password that its user chose in a reset. The repair discards it: the user has to use the old password ' +
    "or reset it again. Nothing is lost if the user logs in once instead (`ghosts: { repair: 'by-login' }`).";

/**
 * Says in a plan what a run will do about ghosts, with its price.
 *
 * @returns undefined where they are only listed
 */
export function repairWords({ repair }: CheckedDefinition['ghosts']): string | undefined {
    if (repair === 'plan-only') return undefined;
    if (repair === 'by-login') {
        return 'Ghosts are listed so that you can ask these users to log in, which repairs them without loss. They are not sent again.';
    }
    const evenWhere = repair.evenWithDeleteScript
        ? ' This includes connections with a Delete script, which may delete them from your own database.'
        : '';
    return `Up to ${repair.max} ${repair.max === 1 ? 'ghost is' : 'ghosts are'} deleted and imported again. ${REPAIR_PRICE}${evenWhere}`;
}
