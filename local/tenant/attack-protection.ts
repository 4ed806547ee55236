import { BlockList, isIP, isIPv6 } from 'node:net';
import type { JsonObject } from './entities.ts';
import {
    MAX_FAILED_LOGINS,
    MAX_THROTTLED_LOGINS,
    MAX_THROTTLED_SIGN_UPS,
    THROTTLED_LOGIN_MS,
    THROTTLED_SIGN_UP_MS,
} from './limits.ts';

/** What is tried from an address: each is throttled on its own. */
export type ThrottledStage = 'pre-login' | 'pre-user-registration';

/** The settings of `/attack-protection/brute-force-protection`. */
export interface BruteForceProtection {
    readonly enabled: boolean;
    readonly shields: readonly string[];
    readonly mode: 'count_per_identifier_and_ip' | 'count_per_identifier';
    readonly allowlist: readonly string[];
    readonly max_attempts: number;
}

/** The settings of `/attack-protection/suspicious-ip-throttling`. */
export interface SuspiciousIpThrottling {
    readonly enabled: boolean;
    readonly shields: readonly string[];
    readonly allowlist: readonly string[];
    readonly stage: Readonly<Record<ThrottledStage, { readonly max_attempts: number; readonly rate: number }>>;
}

/** What a tenant does against attacks. */
export interface AttackProtection {
    readonly bruteForce: BruteForceProtection;
    readonly suspiciousIp: SuspiciousIpThrottling;
}

/** That of a new tenant. */
export const DEFAULT_ATTACK_PROTECTION: AttackProtection = {
    bruteForce: {
        enabled: true,
        shields: ['block', 'user_notification'],
        mode: 'count_per_identifier_and_ip',
        allowlist: [],
        max_attempts: MAX_FAILED_LOGINS,
    },
    suspiciousIp: {
        enabled: true,
        shields: ['admin_notification', 'block'],
        allowlist: [],
        stage: {
            'pre-login': { max_attempts: MAX_THROTTLED_LOGINS, rate: THROTTLED_LOGIN_MS },
            'pre-user-registration': { max_attempts: MAX_THROTTLED_SIGN_UPS, rate: THROTTLED_SIGN_UP_MS },
        },
    },
};

/** Applies a PATCH: what is named replaces what was there, stage by stage. */
export function changedProtection<T extends object>(settings: T, changes: JsonObject): T {
    const stage = mergedStages((settings as JsonObject)['stage'], changes['stage']);
    return { ...settings, ...changes, ...(stage !== undefined && { stage }) };
}

function mergedStages(before: unknown, changes: unknown): JsonObject | undefined {
    if (before === undefined) return undefined;
    const stages = Object.entries((changes ?? {}) as Record<string, JsonObject>);
    const known = before as Record<string, JsonObject>;
    return { ...known, ...Object.fromEntries(stages.map(([name, stage]) => [name, { ...known[name], ...stage }])) };
}

/** Says whether a protection shuts anybody out, and this address among them. */
export function isEnforced(
    { enabled, shields, allowlist }: BruteForceProtection | SuspiciousIpThrottling,
    ip: string,
): boolean {
    return enabled && shields.includes('block') && !isListed(allowlist, ip);
}

/** Says whether an address is one of a list of addresses and CIDR ranges. */
function isListed(entries: readonly string[], ip: string): boolean {
    const address = plainAddress(ip);
    if (isIP(address) === 0) return false;
    const list = new BlockList();
    for (const entry of entries) {
        const [network = '', prefix] = entry.split('/');
        const family = isIPv6(network) ? 'ipv6' : 'ipv4';
        if (prefix === undefined) list.addAddress(network, family);
        else list.addSubnet(network, Number(prefix), family);
    }
    return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Says whether a text is an address or a CIDR range, as an allow-list holds them. */
export function isAddressOrRange(text: string): boolean {
    const [network = '', prefix, ...rest] = text.split('/');
    const bits = isIP(network) === 4 ? 32 : isIP(network) === 6 ? 128 : -1;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    return bits > 0 && isPrefix && rest.length === 0;
}

// A socket for both kinds shows IPv4 in the form of IPv6.
function plainAddress(ip: string): string {
    return ip.replace(/^::ffff:(?=\d+\.)/, '');
}
