import { ApiError, invalidBody } from '../../errors.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

/** The factors that a tenant can turn on. @see https://auth0.com/docs/api/management/v2/guardian/get-factors (read 2026-08-20) */
const FACTORS = [
    'duo',
    'email',
    'otp',
    'push-notification',
    'recovery-code',
    'sms',
    'webauthn-platform',
    'webauthn-roaming',
];

/** Serves `/guardian/factors`: which second factors are on. No login asks for one. */
export function guardianFactorRoutes(app: App, { store }: Tenant): void {
    app.get('/guardian/factors', { config: { scopes: ['read:guardian_factors'] } }, () =>
        FACTORS.map((name) => ({ name, enabled: store.enabledFactors.has(name), trial_expired: false })),
    );

    app.put<{ Params: { name: string } }>(
        '/guardian/factors/:name',
        { config: { scopes: ['update:guardian_factors'] } },
        ({ params: { name }, body }) => {
            if (!FACTORS.includes(name)) throw new ApiError(404, `The factor ${name} does not exist`);
            const { enabled } = requirePayload({ properties: { enabled: { type: 'boolean' } } }, body);
            if (typeof enabled !== 'boolean')
                throw invalidBody("Payload validation error: 'Missing required property: enabled'.");
            if (enabled) store.enabledFactors.set(name, true);
            else store.enabledFactors.delete(name);
            return { enabled };
        },
    );
}
