import type { MigrationError } from '../migrator/index.ts';
import type { RunInputs } from './run-inputs.ts';
import type { DeclaredPhases } from './user-migration-run.ts';

/**
 * Says what a phase needs to be told and the program does not say.
 *
 * @returns undefined where nothing is missing
 */
export function undeclaredPhase(
    { settings: { phase }, sourceConnection = '' }: RunInputs,
    { switchesClients, decommissions }: { readonly [Name in keyof DeclaredPhases]?: unknown },
): Pick<MigrationError, 'code' | 'message'> | undefined {
    if (phase !== 'cutover' && phase !== 'decommission') return undefined;
    if (switchesClients !== true) {
        return {
            code: 'SWITCH_NOT_DECLARED',
            message:
                'A cut-over switches clients, and neither connection says which. Declare them: `enabledClients: { untilCutover: [...] }` of the source, and ' +
                '`enabledClients: { always: [...], fromCutover: [...] }` of the target.',
        };
    }
    if (phase === 'cutover' || decommissions === true) return undefined;
    return {
        code: 'NOT_CONFIRMED',
        message:
            'The phase `decommission` deletes users of the source, which cannot be undone. Nothing was deleted. Say which connection you mean and how much: ' +
            `\`decommission: { confirm: '${sourceConnection}', delete: 'users', maxDeletions: ... }\`.`,
    };
}
