import type { CheckedDefinition } from '../../definition.ts';

/** What users have beside their profiles and that a plan can count. */
export const ATTACHMENT_KINDS = ['roles', 'permissions', 'organizations'] as const;

/** Is one of {@link ATTACHMENT_KINDS}. */
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** Lists what a definition asks to copy beside the profiles. */
export function asksForAttachments(definition: CheckedDefinition): AttachmentKind[] {
    return ATTACHMENT_KINDS.filter((kind) => definition[kind] === 'copy');
}
