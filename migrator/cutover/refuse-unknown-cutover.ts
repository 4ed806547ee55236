import { MigrationError } from '../errors.ts';
import type { RunState } from '../run-store/run-state.ts';
import { goesThroughTarget } from './goes-through-target.ts';
import { knowsCutover } from './knows-cutover.ts';
import { describeSide } from './login-side.ts';
import type { loginSides } from './open-sides.ts';
import type { SwitchSettings } from './switch-settings.ts';

/**
 * Refuses to undo a cut-over that somebody else has made: another stack, or one whose state and runs folder were lost. Only the program that has
 * asked for a cut-over can ask for the way back.
 *
 * @throws {MigrationError} `LOGINS_SWITCHED_ELSEWHERE`; what the tenants throw
 */
export async function refuseUnknownCutover(
    sides: ReturnType<typeof loginSides>,
    { to, isWayBack = false }: Pick<SwitchSettings, 'to' | 'isWayBack'>,
    state: Pick<RunState, 'switched'> | undefined,
): Promise<void> {
    if (to === 'target' || isWayBack || knowsCutover(state)) return;
    if (!(await goesThroughTarget(sides))) return;
    const { source, target } = sides;
    const place = describeSide(target);
    const [loss, byHand] =
        source === undefined
            ? ['nobody could log in any more', `disable the clients of ${place} by hand`]
            : [
                  `users would log in through ${describeSide(source)} again, without what has changed in their accounts since`,
                  `enable the clients of ${describeSide(source)} by hand`,
              ];
    throw new MigrationError(
        'LOGINS_SWITCHED_ELSEWHERE',
        `Logins already go through ${place}, and neither this stack nor its runs folder made that cut-over; another stack may have. Undoing it means that ${loss}. ` +
            "This step changed no client. Say `phase: 'cutover'` to continue from there. To undo the cut-over, use the stack that made it. If that stack no longer " +
            `exists, ${byHand}, then run again.`,
    );
}
