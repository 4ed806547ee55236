import type { CheckedDefinition } from '../definition.ts';
import { type ErrorCode, MigrationError } from '../errors.ts';

/** What a definition says of users who were deleted in the source, and where it would delete them. */
export interface DeletionGrounds {
    readonly deleted: CheckedDefinition['deleted'];
    /** Whether the source is a file. */
    readonly isFile: boolean;
    /** Name of the target connection. */
    readonly target: string;
    /** Users that a pass would delete, as far as it is known. */
    readonly deletions: number;
}

/**
 * Refuses to delete users of the target who were deleted in the source: without a confirmation, or too many.
 *
 * @returns `DEFINITION_INVALID`, `NOT_CONFIRMED`, `TOO_MANY_DELETIONS`; empty where nothing forbids it
 */
export function refusedDeletions({ deleted, isFile, target, deletions }: DeletionGrounds): MigrationError[] {
    if (deleted === 'report') return [];
    const refuse = (code: ErrorCode, message: string) => [
        new MigrationError(code, `${message} Nothing was sent or deleted.`, { subject: 'definition' }),
    ];
    if (isFile)
        return refuse('DEFINITION_INVALID', "A file does not show which users were deleted. Say `deleted: 'report'`.");
    if (deleted.confirm !== target)
        return refuse(
            'NOT_CONFIRMED',
            `Deleting users of the target can't be undone, and \`deleted.confirm\` is not the name of the target connection. Say \`confirm: '${target}'\` if that is ` +
                'the connection you mean.',
        );
    if (deletions <= deleted.maxDeletions) return [];
    return refuse(
        'TOO_MANY_DELETIONS',
        `${deletions} users who are no longer in the source would be deleted in ${target}, more than \`deleted.maxDeletions: ${deleted.maxDeletions}\` allows. Look at the ` +
            "list `gone` of the run. Raise the number if that is what you expect, or say `deleted: 'report'`.",
    );
}
