/** Whom earlier passes of the same run have moved, as the transformation of a user asks for it. */
export interface EarlierUsers {
    /**
     * Gives the ID that an earlier pass gave a user in the target.
     *
     * @param sourceUserId - the full ID in the source
     * @returns undefined when no earlier pass has moved the user
     */
    targetIdOf(sourceUserId: string): string | undefined;
}
