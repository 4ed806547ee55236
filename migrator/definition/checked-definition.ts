import type { NamedAssignments, OrganizationAssignments, PermissionAssignments } from './assignments.ts';
import type { ExistingUsersPolicy } from './existing-users.ts';
import type {
    DeleteGoneUsers,
    MigrationDefinition,
    PasswordsDefinition,
    PrefixUserIds,
    RegenerateUserIds,
    RetainUserIds,
} from './migration-definition.ts';

/** The settings of a part of a definition that have a default, filled in. */
type Filled<Part, Name extends keyof Part> = Omit<Part, Name> & {
    readonly [Key in Name]-?: Exclude<Part[Key], undefined>;
};

type WithDefault = 'conflicts' | 'deletedInTarget' | 'linkedAccounts' | 'loginProbes' | 'maxRemovedAssignments';

/** A definition with its defaults filled in. */
export interface CheckedDefinition
    extends Filled<Pick<MigrationDefinition, WithDefault>, WithDefault>,
        Pick<MigrationDefinition, 'description' | 'mfaFactors' | 'only' | 'source' | 'transform'> {
    /** What becomes of users' IDs. */
    readonly userIds: Filled<RegenerateUserIds, 'rememberAs'> | RetainUserIds | Filled<PrefixUserIds, 'rewrite'>;
    /** Where password hashes come from, and what becomes of users without one. */
    readonly passwords: Filled<PasswordsDefinition, 'whenChanged' | 'whenOutdated'>;
    /** What becomes of users whose address another account of the target has. */
    readonly existingUsers: ExistingUsersPolicy;
    /** What becomes of users who were deleted in the source after they had moved. */
    readonly deleted: 'report' | DeleteGoneUsers;
    /** Whether roles are copied, and which. */
    readonly roles: 'leave' | NamedAssignments;
    /** Whether permissions that users have directly are copied, and whose. */
    readonly permissions: 'leave' | PermissionAssignments;
    /** Whether organizations are copied, and which. */
    readonly organizations: 'leave' | OrganizationAssignments;
    /** What becomes of addresses that Auth0 refuses as existing and shows to no look-up. */
    readonly ghosts: {
        readonly repair: 'plan-only' | 'by-login' | { readonly max: number; readonly evenWithDeleteScript: boolean };
    };
}
