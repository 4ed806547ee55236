import type { CheckedDefinition } from '../definition.ts';

/** What the repair of a ghost costs its user: said before it is done, wherever it is offered. */
export const REPAIR_PRICE =
    'A ghost may hold a password that its user chose in a reset. The repair throws it away: the user goes back to the old ' +
    "password, or resets again. Nothing is lost if the user logs in once instead (`ghosts: { repair: 'by-login' }`).";

/**
 * Says in a plan what a run will do about ghosts, with its price.
 *
 * @returns undefined where they are only listed
 */
export function repairWords({ repair }: CheckedDefinition['ghosts']): string | undefined {
    if (repair === 'plan-only') return undefined;
    if (repair === 'by-login') {
        return 'Ghosts are listed for a message and not sent again: a login makes them whole, and nothing is lost.';
    }
    const evenWhere = repair.evenWithDeleteScript
        ? ' Also through a Delete script, which may delete them from your own database.'
        : '';
    return `Up to ${repair.max} ${repair.max === 1 ? 'ghost is' : 'ghosts are'} deleted and imported again. ${REPAIR_PRICE}${evenWhere}`;
}
