/** What a tenant is reached by. */
export interface TenantSettings {
    readonly domain: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/** Where the settings of a tenant stand: keys of the stack's configuration, and environment variables behind them. */
export interface TenantSettingNames {
    readonly configKey: string;
    readonly environmentVariable: string;
}

/**
 * Names where the settings of a tenant are looked for.
 *
 * @param tenant - the tenant's name in the program: `source`
 * @returns for `source`: the keys `sourceDomain`, `sourceClientId`, `sourceClientSecret`, and the variables
 * `AUTH0_SOURCE_DOMAIN`, `AUTH0_SOURCE_CLIENT_ID`, `AUTH0_SOURCE_CLIENT_SECRET`
 */
export function tenantSettingNames(tenant: string): Record<keyof TenantSettings, TenantSettingNames> {
    const camel = tenant.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase());
    const snake = tenant
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replace(/-/g, '_')
        .toUpperCase();
    return {
        domain: { configKey: `${camel}Domain`, environmentVariable: `AUTH0_${snake}_DOMAIN` },
        clientId: { configKey: `${camel}ClientId`, environmentVariable: `AUTH0_${snake}_CLIENT_ID` },
        clientSecret: { configKey: `${camel}ClientSecret`, environmentVariable: `AUTH0_${snake}_CLIENT_SECRET` },
    };
}

/**
 * Says that a setting of a tenant is missing, and how to give it.
 *
 * @param tenant - the tenant's name in the program
 */
export function missingSettingMessage(tenant: string, { configKey, environmentVariable }: TenantSettingNames): string {
    const secret = configKey.endsWith('Secret') ? ' --secret' : '';
    return (
        `The tenant \`${tenant}\` has no \`${configKey}\`. Set it with \`pulumi config set${secret} ${configKey} <value>\`, ` +
        `or in the environment as ${environmentVariable}.`
    );
}
