import type { Finding } from '../../checks/finding.ts';
import { counted } from '../../counted.ts';
import type { CheckedDefinition } from '../../definition.ts';

/** Says how many users have chosen another password in the source since their hash was exported. */
export function checkChangedPasswords({ passwords }: Pick<CheckedDefinition, 'passwords'>, changed: number): Finding[] {
    if (changed === 0) return [];
    const words = counted(changed, 'user has', 'users have');
    const rest =
        passwords.whenChanged === 'reset'
            ? 'The definition lets them choose a new one (`whenChanged: "reset"`).'
            : 'A decommissioning keeps them in the source until they have chosen a new one in the target.';
    return [
        {
            code: 'PASSWORDS_CHANGED',
            level: 'warning',
            message:
                `${words} changed their password in the source since the hash export. The older password works in the target, and the newer one does not: no ` +
                `call replaces a hash. The list \`changed-passwords\` of the run names them: send them password resets before the cut-over. ${rest}`,
        },
    ];
}
