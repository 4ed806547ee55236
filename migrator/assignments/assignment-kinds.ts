import type { CheckedDefinition } from '../definition.ts';

/** What users have beside their profiles and that a definition can ask for. */
export const ASSIGNMENT_KINDS = ['roles', 'permissions', 'organizations'] as const;

/** Is one of {@link ASSIGNMENT_KINDS}. */
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

/** Lists what a definition asks to copy beside the profiles. */
export function asksForAssignments(definition: CheckedDefinition): AssignmentKind[] {
    return ASSIGNMENT_KINDS.filter((kind) => definition[kind] !== 'leave');
}

/** Tells whether a field of a file's records names what a definition copies beside the profiles. */
export function isAssigned(definition: CheckedDefinition, field: string): boolean {
    return ASSIGNMENT_KINDS.some((kind) => kind === field && definition[kind] !== 'leave');
}

/** Tells whether a definition asks for anything that the attach stage writes. */
export function hasAssignments(definition: CheckedDefinition): boolean {
    return asksForAssignments(definition).length > 0 || definition.linkedAccounts === 'copy';
}
