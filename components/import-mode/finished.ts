import type { DatabaseScriptTexts } from '../../migrator/scripts/check-scripts.ts';
import { finishedScripts } from '../../migrator/scripts/finished-scripts.ts';
import type { DatabaseConnection } from '../database-connection.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';

/** How it is known that everybody has moved. */
export interface FinishedArgs {
    /** The connection that users came from. The preview stops while any of its users has not moved. */
    readonly source?: DatabaseConnection;
    /**
     * Whether the finish goes on without a look at the source: everybody is known to have moved, or those who have not may be left behind.
     *
     * @default false
     */
    readonly leaveOthersBehind?: boolean;
}

/**
 * Ends a lazy migration as Auth0 documents it: the scripts know nobody from now on, and import mode stays on, for turning it off would shut out
 * everybody who has moved.
 *
 * The preview refuses it while users of the source have not moved; once done, it is not looked at again.
 */
export function finished({ source, leaveOthersBehind = false }: FinishedArgs = {}): ImportModeSettings {
    return {
        kind: 'finished',
        source,
        isConfirmed: leaveOthersBehind,
        declare: ({ hasScriptContext }) => ({
            scripts: hasScriptContext.apply((hasContext): DatabaseScriptTexts => ({ ...finishedScripts(hasContext) })),
            configuration: undefined,
            notes: ['The lazy migration is over: Auth0 no longer asks the source. Import mode has to stay on.'],
        }),
    };
}
