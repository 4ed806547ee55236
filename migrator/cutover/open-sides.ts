import type { ConnectionEndpoint, SourceEndpoint } from '../run/endpoints.ts';
import type { LoginSide } from './login-side.ts';
import type { SwitchSettings } from './switch-settings.ts';

/**
 * Gives both sides of a cut-over.
 *
 * @returns no source where the users come from a file: nobody logs in through it
 */
export function loginSides(
    { source, target }: { readonly source: SourceEndpoint; readonly target: ConnectionEndpoint },
    { clients }: Pick<SwitchSettings, 'clients'>,
): { readonly source: LoginSide | undefined; readonly target: LoginSide } {
    return {
        source: source.kind === 'file' ? undefined : { role: 'source', ...source, clients: clients.source },
        target: { role: 'target', ...target, clients: clients.target },
    };
}
