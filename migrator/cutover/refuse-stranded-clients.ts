import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import { describeSide, type LoginSide } from './login-side.ts';
import type { SwitchSettings } from './switch-settings.ts';

/**
 * Refuses a cut-over that takes the source connection from a client and gives it no other, unless that is said. In two tenants, each has
 * clients of its own.
 *
 * @throws {MigrationError} `CLIENTS_WITHOUT_CONNECTION`
 */
export function refuseStrandedClients(
    { source, target }: { readonly source: LoginSide | undefined; readonly target: LoginSide },
    { to, alwaysClients = [], retiredClients = [] }: Pick<SwitchSettings, 'to' | 'alwaysClients' | 'retiredClients'>,
): void {
    if (to === 'source' || source === undefined || source.tenant.domain !== target.tenant.domain) return;
    const known = new Set([...target.clients, ...alwaysClients, ...retiredClients]);
    const stranded = source.clients.filter((id) => !known.has(id));
    if (stranded.length === 0) return;
    throw new MigrationError(
        'CLIENTS_WITHOUT_CONNECTION',
        `${counted(stranded.length, 'client')} would lose ${describeSide(source)} and get no connection: ${stranded.join(', ')}. No client was changed. List them in ` +
            `\`fromCutover\` of ${describeSide(target)}, or in \`retiredAtCutover\` of the source to retire them.`,
    );
}
