import type * as auth0 from '@pulumi/auth0';
import type * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from './auth0-tenant.ts';
import type { ImportModeSettings } from './import-mode/import-mode-settings.ts';

/** The scripts of a custom database whose users move into Auth0 as they log in, as text. `importModeScripts` takes files. */
export interface ImportMode {
    /** The Login script: called for a user whom Auth0 does not have yet. */
    readonly login: pulumi.Input<string>;
    /** The Get User script: tells whether the legacy database has a user. */
    readonly getUser: pulumi.Input<string>;
    /** Values that the scripts read as `configuration`; kept as secrets. */
    readonly configuration?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** How a kind of identifier is used in a connection with flexible identifiers. */
export interface IdentifierArgs {
    /**
     * Whether users can log in by it.
     *
     * @default true
     */
    readonly isIdentifier?: boolean;
    /**
     * Whether a sign-up asks for it.
     *
     * @default 'required'
     */
    readonly signUp?: 'required' | 'optional' | 'inactive';
    /**
     * Whether every profile must have it.
     *
     * @default true where a sign-up requires it
     */
    readonly isRequired?: boolean;
}

/** The addresses of a connection with flexible identifiers. */
export interface EmailIdentifierArgs extends IdentifierArgs {
    /** @default 'link' */
    readonly verificationMethod?: 'link' | 'otp';
    /**
     * Whether an address is verified at a sign-up.
     *
     * @default true
     */
    readonly isVerifiedAtSignUp?: boolean;
    /**
     * Whether two users may not have the same address.
     *
     * @default true
     */
    readonly isUnique?: boolean;
}

/** The usernames of a connection with flexible identifiers. */
export interface UsernameIdentifierArgs extends IdentifierArgs {
    /** Characters, `1` to `128`. @default 1 */
    readonly minLength?: number;
    /** Characters, `1` to `128`. @default 15 */
    readonly maxLength?: number;
}

/** What a password must be. */
export interface PasswordArgs {
    /** Auth0's name of the strength. @default 'good' */
    readonly strength?: pulumi.Input<'none' | 'low' | 'fair' | 'good' | 'excellent'>;
    /** Characters, `1` to `128`. @default what the strength asks for */
    readonly minLength?: pulumi.Input<number>;
    /** How many earlier passwords may not be used again, `0` to `24`. @default 0 */
    readonly history?: number;
    /** Whether a password may not hold the user's name or address. @default false */
    readonly noPersonalInfo?: pulumi.Input<boolean>;
    /** Whether well-known passwords are refused, or which words besides. @default false */
    readonly dictionary?: boolean | readonly string[];
}

/** How passkeys are offered. */
export interface PasskeyArgs {
    /** @default 'both' */
    readonly challengeUi?: pulumi.Input<'both' | 'autofill' | 'button'>;
    /** @default true */
    readonly progressiveEnrollment?: pulumi.Input<boolean>;
    /** @default true */
    readonly localEnrollment?: pulumi.Input<boolean>;
}

/**
 * Clients of a connection of which some change at the cut-over of a migration: the `UserMigration` that has the connection as its source or
 * target enables and disables them when its phase says so. Without such a migration no client is enabled.
 */
export interface SwitchedClients {
    /** IDs of the clients that are enabled in every phase; an import needs at least one on the target. @default none */
    readonly always?: pulumi.Input<pulumi.Input<string>[]>;
    /** On a target: IDs of the clients whose users log in through it from the phase `cutover` on. */
    readonly fromCutover?: pulumi.Input<pulumi.Input<string>[]>;
    /** On a source: IDs of the clients whose users log in through it until then. */
    readonly untilCutover?: pulumi.Input<pulumi.Input<string>[]>;
    /** On a source: IDs of further clients of that kind that you retire at the cut-over: afterwards they have no connection. @default none */
    readonly retiredAtCutover?: pulumi.Input<pulumi.Input<string>[]>;
}

/** An organization whose members may log in through a connection. */
export interface ConnectionOrganizationArgs {
    /** `org_` and 16 characters. */
    readonly organizationId: pulumi.Input<string>;
    /** Whether users become members when they log in. @default false */
    readonly assignMembershipOnLogin?: pulumi.Input<boolean>;
    /** @default false */
    readonly isSignupEnabled?: pulumi.Input<boolean>;
    /** @default true */
    readonly showAsButton?: pulumi.Input<boolean>;
    /**
     * Whether it is enabled on this organization already, and that is taken over with an adopted connection: Auth0 refuses to enable it twice.
     *
     * @default false
     */
    readonly isEnabledAlready?: boolean;
}

/**
 * The settings of a {@link DatabaseConnection}.
 *
 * Auth0 replaces the options of a connection as a whole, so the program declares all of them: what is left out is Auth0's default, and a preview
 * refuses to drop what somebody has set elsewhere.
 */
export interface DatabaseConnectionArgs {
    /** The tenant that the connection belongs to. */
    readonly tenant: Auth0Tenant;
    /** Name of the connection in Auth0, at most 128 characters; it can never be changed. */
    readonly name: pulumi.Input<string>;
    /**
     * How users move from elsewhere as they log in: `importModeFrom` another connection, `importModeFromHttp`, `...Postgres`, `...Mysql`, `...Mongo`,
     * `importModeScripts`, `finished()`; or `false` for a database of Auth0's own.
     */
    readonly importMode: ImportModeSettings | ImportMode | false;
    /**
     * IDs of the clients whose users may log in through the connection; an import needs at least one. With `fromCutover` or `untilCutover`, a
     * migration switches them.
     */
    readonly enabledClients: pulumi.Input<pulumi.Input<string>[]> | SwitchedClients;
    /** What the login page calls it. @default none */
    readonly displayName?: pulumi.Input<string>;
    /** Names by which a login can choose it. @default its name */
    readonly realms?: pulumi.Input<pulumi.Input<string>[]>;
    /** Texts of your own. @default none */
    readonly metadata?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** Whether people can sign up. @default true */
    readonly signUp?: pulumi.Input<boolean>;
    /** Whether people can reset a password by themselves. @default true */
    readonly selfServicePasswordReset?: pulumi.Input<boolean>;
    /** Whether too many wrong passwords block an address. @default true */
    readonly bruteForceProtection?: pulumi.Input<boolean>;
    /** Usernames in the older form, beside addresses; not together with `identifiers`. @default none */
    readonly username?: { readonly min?: number; readonly max?: number } | boolean;
    /** What users are known by, in the form of flexible identifiers. @default the address alone */
    readonly identifiers?: {
        readonly email?: EmailIdentifierArgs;
        readonly username?: UsernameIdentifierArgs;
        readonly phoneNumber?: IdentifierArgs;
    };
    /**
     * What a password must be.
     *
     * @default Auth0's rules
     */
    readonly passwords?: PasswordArgs;
    /** Whether passkeys are offered beside passwords, and how. @default false */
    readonly passkeys?: boolean | PasskeyArgs;
    /** Whether second factors are asked for, where the tenant asks for any. @default true */
    readonly mfa?: pulumi.Input<boolean>;
    /** Scripts of a database of your own that is asked each time: only without import mode, which has its own. @default none */
    readonly customScripts?: Readonly<Record<string, string>>;
    /**
     * Values that scripts read as `configuration`, beside those that the import mode brings; kept as secrets. Those that are there and that no script
     * reads any more have to be declared too: Auth0's plugin does not take them away.
     *
     * @default none
     */
    readonly configuration?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** Whether scripts get one argument more, before the callback; it can never be turned off again. @default false */
    readonly enableScriptContext?: boolean;
    /** When the profile that the scripts give replaces what Auth0 has. @default 'on_each_login' */
    readonly setUserRootAttributes?: pulumi.Input<'on_each_login' | 'on_first_login' | 'never_on_login'>;
    /** Fields of the profile that Auth0 does not store. @default none */
    readonly nonPersistentAttributes?: pulumi.Input<pulumi.Input<string>[]>;
    /** Action that verifies imported hashes of a kind that Auth0 does not know. @default none */
    readonly passwordHashActionId?: pulumi.Input<string>;
    /** Organizations that it is enabled on. @default none */
    readonly organizations?: readonly ConnectionOrganizationArgs[];
    /**
     * Options that have no argument here, by the names of `auth0.Connection`; they come last, and so go before the arguments. Import mode and scripts that are in
     * use are refused: they have arguments, which check them.
     */
    readonly options?: auth0.types.input.ConnectionOptions;
    /**
     * Options that somebody has set elsewhere and that may be dropped, by Auth0's names: `['disable_signup']`.
     *
     * @default none: the preview refuses to drop them
     */
    readonly dropOptions?: readonly string[];
}

/** The settings of a connection that is taken over. */
export interface AdoptedDatabaseConnectionArgs extends DatabaseConnectionArgs {
    /** `con_` and 16 characters. */
    readonly id: string;
    /**
     * IDs of clients that are enabled for it, are not in `enabledClients`, and may be disabled.
     *
     * @default none: the preview refuses to disable them (`CLIENTS_DROPPED`)
     */
    readonly dropClients?: readonly string[];
}

/** Which connection an existing {@link DatabaseConnection} is: give its `name`, or a `connection` that your program already has. */
export interface ExistingDatabaseConnectionArgs {
    /** The tenant that has the connection. */
    readonly tenant: Auth0Tenant;
    /** Name of the connection in Auth0. */
    readonly name?: pulumi.Input<string>;
    /** A connection that your program manages, or the result of `auth0.getConnection` or `auth0.getConnectionOutput`. */
    readonly connection?: auth0.Connection | pulumi.Input<auth0.GetConnectionResult>;
    /**
     * The clients that are enabled for it, all of them, so that the cut-over of a migration can switch them: the first `up` imports them. They stay
     * enabled when the stack is destroyed.
     *
     * @default they are not touched
     */
    readonly enabledClients?: SwitchedClients;
    /**
     * IDs of clients that are enabled for it, are not in `enabledClients`, and may be disabled.
     *
     * @default none: the preview refuses to disable them (`CLIENTS_DROPPED`)
     */
    readonly dropClients?: readonly string[];
}
