import { changedProtection, isAddressOrRange } from '../../attack-protection.ts';
import { ApiError } from '../../errors.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import { BRUTE_FORCE_PROTECTION, SUSPICIOUS_IP_THROTTLING } from '../../shapes/attack-protection.ts';
import { closed } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

const READ = { config: { scopes: ['read:attack_protection'] } };
const UPDATE = { config: { scopes: ['update:attack_protection'] } };

/** Serves `/attack-protection/brute-force-protection` and `/attack-protection/suspicious-ip-throttling`, both of which are enforced. */
export function attackProtectionRoutes(app: App, { store }: Tenant): void {
    for (const [path, name, shape] of [
        ['/attack-protection/brute-force-protection', 'bruteForce', BRUTE_FORCE_PROTECTION],
        ['/attack-protection/suspicious-ip-throttling', 'suspiciousIp', SUSPICIOUS_IP_THROTTLING],
    ] as const) {
        app.get(path, READ, () => store.attackProtection[name]);
        app.patch(path, UPDATE, ({ body }) => {
            const changes = requirePayload(closed(shape, { minProperties: 1 }), body);
            requireAddresses(changes['allowlist']);
            const changed = changedProtection(store.attackProtection[name], changes);
            store.attackProtection = { ...store.attackProtection, [name]: changed };
            return changed;
        });
    }
}

function requireAddresses(allowlist: unknown): void {
    const wrong = ((allowlist ?? []) as string[]).find((entry) => !isAddressOrRange(entry));
    if (wrong === undefined) return;
    throw new ApiError(400, `Payload validation error: '${wrong}' is no IP address or CIDR range.`, 'invalid_body');
}
