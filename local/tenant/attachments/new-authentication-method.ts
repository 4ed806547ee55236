import type { Profile } from '../entities.ts';
import { randomId } from '../ids.ts';
import type { TenantStore } from '../store.ts';
import type { AuthenticationMethod } from './authentication-method.ts';

/** What a factor is made from, as the wire names it. */
export interface AuthenticationMethodBody {
    type: string;
    name?: string;
    email?: string;
    phone_number?: string;
    preferred_authentication_method?: string;
    totp_secret?: string;
}

interface ImportedFactor {
    totp?: { secret: string };
    phone?: { value: string };
    email?: { value: string };
}

/** Makes a second factor. */
export function newAuthenticationMethod(body: AuthenticationMethodBody, nowMs: number): AuthenticationMethod {
    const { type } = body;
    return {
        id: `${type}|${randomId('dev_')}`,
        type,
        createdAt: nowMs,
        name: body.name,
        email: body.email,
        phoneNumber: body.phone_number,
        preferred: body.preferred_authentication_method ?? (type === 'phone' ? 'sms' : undefined),
        totpSecret: body.totp_secret,
    };
}

/** The second factors of a user, to write into before anything waits. Those of an import become factors like others when someone first looks; they take the place of all before. */
export function authenticationMethodsOf(store: TenantStore, profile: Profile): Map<string, AuthenticationMethod> {
    const { authenticationMethods: methods } = store.attachments.of(profile.userId);
    if (profile.mfaFactors === undefined) return methods;
    methods.clear();
    for (const factor of JSON.parse(profile.mfaFactors) as ImportedFactor[]) {
        const method = newAuthenticationMethod(importedBody(factor), profile.updatedAt);
        methods.set(method.id, method);
    }
    store.users.willChange(profile);
    profile.mfaFactors = undefined;
    return methods;
}

/** The second factors of a user, to read. */
export function readAuthenticationMethods(
    store: TenantStore,
    profile: Profile,
): ReadonlyMap<string, AuthenticationMethod> {
    if (profile.mfaFactors !== undefined) return authenticationMethodsOf(store, profile);
    return store.attachments.find(profile.userId)?.authenticationMethods ?? new Map<string, AuthenticationMethod>();
}

function importedBody({ totp, phone, email }: ImportedFactor): AuthenticationMethodBody {
    if (totp !== undefined) return { type: 'totp', totp_secret: totp.secret };
    if (phone !== undefined) return { type: 'phone', phone_number: phone.value };
    return { type: 'email', ...(email !== undefined && { email: email.value }) };
}
