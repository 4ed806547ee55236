/** What settings need of a local tenant. */
export interface PairedTenant {
    readonly domain: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/** A source and a target, with one file of both certificate authorities. */
export interface TenantPair {
    readonly source: PairedTenant;
    readonly target: PairedTenant;
    readonly caFile: string;
}

/** Gives the settings of a migration between two local tenants, under the names that the program reads. */
export function pairSettings({ source, target, caFile }: TenantPair): Record<string, string> {
    const settings: Record<string, string> = {};
    for (const [name, tenant] of Object.entries({ SOURCE: source, TARGET: target })) {
        settings[`AUTH0_${name}_DOMAIN`] = tenant.domain;
        settings[`AUTH0_${name}_CLIENT_ID`] = tenant.clientId;
        settings[`AUTH0_${name}_CLIENT_SECRET`] = tenant.clientSecret;
    }
    // Node reads the one, Pulumi and curl the other.
    return { ...settings, NODE_EXTRA_CA_CERTS: caFile, SSL_CERT_FILE: caFile };
}

/** Writes settings as commands of a shell. */
export function exportCommands(settings: Readonly<Record<string, string>>): string {
    return Object.entries(settings)
        .map(([name, value]) => `    export ${name}=${value}`)
        .join('\n');
}

/** Says where both tenants can be watched. */
export function watchLines({ source, target }: TenantPair): string {
    return `Watch them: https://${source.domain}/_local/ (source) and https://${target.domain}/_local/ (target)`;
}
