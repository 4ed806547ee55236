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

type WithDefault = 'conflicts' | 'deletedInTarget' | 'linkedAccounts' | 'loginProbes';

/** A definition with its defaults filled in. */
export interface CheckedDefinition
    extends Filled<Pick<MigrationDefinition, WithDefault>, WithDefault>,
        Pick<MigrationDefinition, 'description' | 'mfaFactors' | 'only' | 'source' | 'transform'> {
    readonly userIds: Filled<RegenerateUserIds, 'rememberAs'> | RetainUserIds | Filled<PrefixUserIds, 'rewrite'>;
    readonly passwords: Filled<PasswordsDefinition, 'whenChanged' | 'whenOutdated'>;
    readonly existingUsers: ExistingUsersPolicy;
    readonly deleted: 'report' | DeleteGoneUsers;
    readonly roles: 'leave' | NamedAssignments;
    readonly permissions: 'leave' | PermissionAssignments;
    readonly organizations: 'leave' | OrganizationAssignments;
    readonly ghosts: {
        readonly repair: 'plan-only' | 'by-login' | { readonly max: number; readonly evenWithDeleteScript: boolean };
    };
}
