/** What confirms that users of the source are replaced. */
export interface ReplacementSettings {
    /** The name of the source connection, so that nobody deletes users of another one by mistake. */
    readonly confirm: string | undefined;
    /** Users of the source that are deleted at most, over all attempts. */
    readonly maxDeletions: number | undefined;
}
