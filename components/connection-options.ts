import type * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type {
    DatabaseConnectionArgs,
    EmailIdentifierArgs,
    IdentifierArgs,
    PasswordArgs,
    UsernameIdentifierArgs,
} from './database-connection-args.ts';

type Options = auth0.types.input.ConnectionOptions;

/**
 * Makes the options of a connection from its arguments, but for scripts and import mode.
 *
 * @throws {pulumi.InputPropertyError} for arguments that exclude each other
 */
export function connectionOptions(args: DatabaseConnectionArgs): Options {
    const { signUp, selfServicePasswordReset, bruteForceProtection, username, identifiers, passkeys, mfa } = args;
    if (username !== undefined && username !== false && identifiers !== undefined) {
        throw new pulumi.InputPropertyError({
            propertyPath: 'username',
            reason: 'Expected `username` or `identifiers`, got both: Auth0 takes usernames in one form only. Move them into `identifiers.username`.',
        });
    }
    return {
        ...(signUp === undefined ? {} : { disableSignup: not(signUp) }),
        ...(selfServicePasswordReset === undefined
            ? {}
            : { disableSelfServiceChangePassword: not(selfServicePasswordReset) }),
        ...(bruteForceProtection === undefined ? {} : { bruteForceProtection }),
        ...usernameOptions(username),
        ...(identifiers === undefined ? {} : { attributes: [attributesOf(identifiers)] }),
        ...passwordOptions(args.passwords ?? {}),
        ...passkeyOptions(passkeys),
        ...(mfa === undefined ? {} : { mfa: { active: mfa, returnEnrollSettings: true } }),
        ...(args.enableScriptContext === undefined ? {} : { enableScriptContext: args.enableScriptContext }),
        ...(args.setUserRootAttributes === undefined ? {} : { setUserRootAttributes: args.setUserRootAttributes }),
        ...(args.nonPersistentAttributes === undefined ? {} : { nonPersistentAttrs: args.nonPersistentAttributes }),
        ...(args.passwordHashActionId === undefined
            ? {}
            : { customPasswordHash: { actionId: args.passwordHashActionId } }),
    };
}

/**
 * Gives the defaults that have to be declared: a new connection has them, and an update of anything else takes them away, as recorded.
 *
 * @param options - the options that a program declares
 */
export function lastingDefaults(options: Options): Options {
    return {
        ...(options.mfa === undefined ? { mfa: { active: true, returnEnrollSettings: true } } : {}),
        // Auth0 knows the strength of a password in two forms, and takes one of them.
        ...(options.passwordPolicy === undefined && options.passwordOptions === undefined
            ? { passwordPolicy: 'good' }
            : {}),
        ...(options.strategyVersion === undefined ? { strategyVersion: 2 } : {}),
    };
}

function not(value: pulumi.Input<boolean>): pulumi.Input<boolean> {
    return typeof value === 'boolean' ? !value : pulumi.output(value).apply((is) => !is);
}

function usernameOptions(username: DatabaseConnectionArgs['username']): Options {
    if (username === undefined) return {};
    if (typeof username === 'boolean') return { requiresUsername: username };
    const { min = 1, max = 15 } = username;
    return { requiresUsername: true, validation: { username: { min, max } } };
}

type Attributes = auth0.types.input.ConnectionOptionsAttribute;

function attributesOf({
    email,
    username,
    phoneNumber,
}: NonNullable<DatabaseConnectionArgs['identifiers']>): Attributes {
    return {
        ...(email === undefined ? {} : { emails: [emailOf(email)] }),
        ...(username === undefined ? {} : { usernames: [usernameOf(username)] }),
        ...(phoneNumber === undefined ? {} : { phoneNumbers: [commonOf(phoneNumber)] }),
    };
}

function commonOf({ isIdentifier = true, signUp = 'required', isRequired = signUp === 'required' }: IdentifierArgs) {
    return { identifiers: [{ active: isIdentifier }], profileRequired: isRequired, signups: [{ status: signUp }] };
}

function emailOf(email: EmailIdentifierArgs): auth0.types.input.ConnectionOptionsAttributeEmail {
    const { verificationMethod = 'link', isVerifiedAtSignUp = true, isUnique = true } = email;
    const common = commonOf(email);
    return {
        ...common,
        signups: common.signups.map((signUp) => ({ ...signUp, verifications: [{ active: isVerifiedAtSignUp }] })),
        verificationMethod,
        unique: isUnique,
    };
}

function usernameOf(username: UsernameIdentifierArgs): auth0.types.input.ConnectionOptionsAttributeUsername {
    const { minLength = 1, maxLength = 15 } = username;
    const allowedTypes = [{ email: false, phoneNumber: false }];
    return { ...commonOf(username), validations: [{ minLength, maxLength, allowedTypes }] };
}

function passwordOptions({ strength, minLength, history, noPersonalInfo, dictionary }: PasswordArgs): Options {
    return {
        ...(strength === undefined ? {} : { passwordPolicy: strength }),
        ...(minLength === undefined ? {} : { passwordComplexityOptions: { minLength } }),
        ...(history === undefined ? {} : { passwordHistories: [{ enable: history > 0, size: Math.max(history, 1) }] }),
        ...(noPersonalInfo === undefined ? {} : { passwordNoPersonalInfo: { enable: noPersonalInfo } }),
        ...(dictionary === undefined
            ? {}
            : {
                  passwordDictionary: {
                      enable: dictionary !== false,
                      ...(typeof dictionary === 'boolean' ? {} : { dictionaries: [...dictionary] }),
                  },
              }),
    };
}

function passkeyOptions(passkeys: DatabaseConnectionArgs['passkeys']): Options {
    if (passkeys === undefined) return {};
    const methods = {
        authenticationMethods: [{ password: { enabled: true }, passkey: { enabled: passkeys !== false } }],
    };
    if (typeof passkeys === 'boolean') return methods;
    const { challengeUi = 'both', progressiveEnrollment = true, localEnrollment = true } = passkeys;
    return {
        ...methods,
        passkeyOptions: {
            challengeUi,
            progressiveEnrollmentEnabled: progressiveEnrollment,
            localEnrollmentEnabled: localEnrollment,
        },
    };
}
