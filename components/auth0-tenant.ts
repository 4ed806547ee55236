import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { ClientCredentials } from '../migrator/index.ts';
import { handedDown } from './handed-down.ts';
import { Refusal } from './refusal.ts';
import { missingSettingMessage, type TenantSettingNames, tenantSettingNames } from './tenant-settings.ts';

/** What the program itself logs in with, to look at a tenant in a preview; kept off the component, so that no state can hold it. */
const credentials = new WeakMap<Auth0Tenant, pulumi.Output<ClientCredentials>>();

/** Gives what {@link Auth0Tenant} read of its settings. */
export function credentialsOf(tenant: Auth0Tenant): pulumi.Output<ClientCredentials> {
    const known = credentials.get(tenant);
    if (known === undefined) throw new Error('an Auth0Tenant has credentials');
    return known;
}

/** The settings of an {@link Auth0Tenant}. */
export interface Auth0TenantArgs {
    /**
     * Domain of the tenant, `example.eu.auth0.com`; a host with a port for a local tenant.
     *
     * @default the domain of `provider`; without one, the configuration's `<name>Domain` or the environment's `AUTH0_<NAME>_DOMAIN`
     */
    readonly domain?: pulumi.Input<string>;
    /**
     * A provider that your program already has for this tenant. The client ID and secret are still read by the tenant's name: Pulumi does not give the
     * credentials of a provider to the process that moves users.
     *
     * @default a new one, made from the settings
     */
    readonly provider?: auth0.Provider;
}

/**
 * One Auth0 tenant: its domain, and a provider for the resources in it.
 *
 * Its credentials are named, never passed: the ID and secret of a machine-to-machine application are in the stack's
 * configuration as `<name>ClientId` and `<name>ClientSecret`, or in the environment as `AUTH0_<NAME>_CLIENT_ID` and
 * `AUTH0_<NAME>_CLIENT_SECRET`. No migration has a secret among its inputs; the provider that is made here has, and Pulumi encrypts it in the state.
 */
export class Auth0Tenant extends pulumi.ComponentResource {
    /** Name by which the credentials are found. */
    readonly tenantName: string;
    /** Host and, if it is not 443, port. */
    readonly domain: pulumi.Output<string>;
    /** Makes and reads Auth0 resources in this tenant. */
    readonly provider: auth0.Provider;

    /**
     * Declares a tenant.
     *
     * @param name - letters, digits, `-` and `_`; also the name of its settings
     * @param args - its domain and provider, where they are not found by its name
     * @param opts - options of the component
     * @throws {Refusal} when a setting is missing, with the command that sets it
     */
    constructor(name: string, args: Auth0TenantArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super('auth0-user-migration:index:Auth0Tenant', name, {}, opts);
        const names = tenantSettingNames(name);
        const config = new pulumi.Config();
        const setting = ({ configKey, environmentVariable }: TenantSettingNames): string => {
            const value = config.get(configKey) ?? process.env[environmentVariable];
            if (value === undefined || value === '') {
                throw new Refusal(missingSettingMessage(name, { configKey, environmentVariable }));
            }
            return value;
        };
        const bareDomain = (domain: string): string => {
            if (!/[/\s]/.test(domain)) return domain;
            throw new Refusal(
                `Expected the domain of the tenant \`${name}\` to be a bare host, such as example.eu.auth0.com, without a scheme and a path.`,
            );
        };
        const { provider } = args;
        const given =
            args.domain ?? provider?.domain.apply((own) => own ?? setting(names.domain)) ?? setting(names.domain);
        this.tenantName = name;
        this.domain =
            typeof given === 'string' ? pulumi.output(bareDomain(given)) : pulumi.output(given).apply(bareDomain);
        const [clientId, clientSecret] = [setting(names.clientId), setting(names.clientSecret)];
        credentials.set(
            this,
            this.domain.apply((domain) => ({ domain, clientId, clientSecret })),
        );
        this.provider =
            provider ??
            new auth0.Provider(
                `${name}-auth0`,
                { domain: this.domain, clientId, clientSecret: pulumi.secret(clientSecret) },
                { ...handedDown(opts), parent: this },
            );
        this.registerOutputs({ domain: this.domain });
    }
}
