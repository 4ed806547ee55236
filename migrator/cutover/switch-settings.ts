import type { MigrationSettings } from '../run/settings.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';

/** What changes the connection that logins go through, or says what would change. */
export interface SwitchSettings
    extends Pick<
        MigrationSettings,
        | 'runId'
        | 'runsFolder'
        | 'projectFolder'
        | 'definitionPath'
        | 'source'
        | 'target'
        | 'signal'
        | 'timeBudgetMinutes'
        | 'clock'
    > {
    /** The side that logins are to go through. */
    readonly to: EndpointRole;
    /** IDs of the clients that change sides, by the side that they are enabled on; a source that is a file has none. */
    readonly clients: Readonly<Record<EndpointRole, readonly string[]>>;
    /** IDs of the clients that are enabled on the target in every phase. @default none */
    readonly alwaysClients?: readonly string[];
    /** IDs of the source's clients that are retired at the cut-over. @default none */
    readonly retiredClients?: readonly string[];
    /** Whether this program switched logins to the target before. A cut-over that somebody else made is not undone. @default false */
    readonly isWayBack?: boolean;
    /**
     * Whether resources of the program enable the clients between the two steps. Then the first one changes no client, and the second one enables what is
     * still missing.
     *
     * @default false
     */
    readonly isOpenedBetween?: boolean;
}
