import type { SelectionDefinition } from './selection-definition.ts';

/** How names of the source correspond to names in the target. */
export interface NamedAssignmentsRules {
    /**
     * What to do if the target has none with the name: `refuse` the run, or `create` it.
     *
     * @default 'refuse'
     */
    readonly missing?: 'refuse' | 'create' | undefined;
    /**
     * Names in the source with their names in the target.
     *
     * @default {}
     */
    readonly rename?: Readonly<Record<string, string>> | undefined;
    /**
     * Names in the source; no others are copied.
     *
     * @default all of them
     */
    readonly only?: readonly string[] | undefined;
}

/** How organizations correspond, and what happens to open invitations. */
export interface OrganizationAssignmentsRules extends NamedAssignmentsRules {
    /**
     * Open invitations are counted and listed (`leave`), or made again for the target connection (`renew`), which sends mails. `{ clients }` also names the
     * target's application (client ID) for each of the source's.
     *
     * @default 'leave'
     */
    readonly invitations?:
        | 'leave'
        | 'renew'
        | {
              /** Client IDs of the source's applications, each with the client ID of the target's application that its invitations lead to. */
              readonly clients: Readonly<Record<string, string>>;
          }
        | undefined;
}

/** How direct permissions correspond. */
export interface PermissionAssignmentsRules {
    /**
     * What to do if an API of the target lacks a scope: `refuse` the run, or `create` it. APIs are never created.
     *
     * @default 'refuse'
     */
    readonly missing?: 'refuse' | 'create' | undefined;
    /**
     * The users whose permissions are read, which costs one call per user.
     *
     * @default all users
     */
    readonly only?: SelectionDefinition | undefined;
}

/** Whether roles are copied. */
export type NamedAssignmentsDefinition = 'leave' | 'copy' | NamedAssignmentsRules;

/** Whether organizations are copied. */
export type OrganizationAssignmentsDefinition = 'leave' | 'copy' | OrganizationAssignmentsRules;

/** Whether direct permissions are copied. */
export type PermissionAssignmentsDefinition = 'leave' | 'copy' | PermissionAssignmentsRules;
