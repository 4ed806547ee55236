/** What becomes of the source when a migration is over. */
export interface DecommissionSettings {
    /** The name of the source connection, so that nobody deletes another one by mistake. */
    readonly confirm: string;
    /** `users` deletes those who were verified as copied; `connection` then deletes the connection too, once nobody is left in it. */
    readonly delete: 'users' | 'connection';
    /** Users that are deleted at most, over all attempts; more than that is refused before anybody is deleted. */
    readonly maxDeletions: number;
}
