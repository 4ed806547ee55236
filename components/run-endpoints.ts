import type * as pulumi from '@pulumi/pulumi';
import type { EndpointSettings, SourceFileSettings } from '../migrator/index.ts';
import type { InputProblem, RunInputs } from './run-inputs.ts';
import { missingSettingMessage, type TenantSettings, tenantSettingNames } from './tenant-settings.ts';

/** Gives the source that the inputs name, with its credentials. */
export function sourceOf(
    inputs: RunInputs,
    config: pulumi.dynamic.Config | undefined,
): EndpointSettings | SourceFileSettings | InputProblem {
    const { sourceFile: file, sourceFormat: format, sourceFileConnection: connection } = inputs;
    return file === undefined ? endpointOf(inputs, 'source', config) : { file, format, connection };
}

/**
 * Gives an endpoint that the inputs name, with its credentials: from the stack's configuration, else from the environment.
 *
 * @returns the input at fault where a credential is missing
 */
export function endpointOf(
    inputs: RunInputs,
    role: 'source' | 'target',
    config: pulumi.dynamic.Config | undefined,
): EndpointSettings | InputProblem {
    const tenant = inputs[`${role}Tenant`] ?? '';
    const names = tenantSettingNames(tenant);
    const setting = (key: keyof TenantSettings): string | undefined =>
        config?.get(names[key].configKey) ?? process.env[names[key].environmentVariable];
    const [clientId, clientSecret] = [setting('clientId'), setting('clientSecret')];
    if (clientId === undefined || clientSecret === undefined) {
        const missing = [clientId ?? names.clientId, clientSecret ?? names.clientSecret].filter(
            (setting) => typeof setting === 'object',
        );
        const reasons = missing.map((setting) => missingSettingMessage(tenant, setting));
        return { property: `${role}Tenant`, reason: reasons.join(' ') };
    }
    const settingNames = [names.clientId, names.clientSecret].map(
        ({ configKey, environmentVariable }) => `\`${configKey}\` (${environmentVariable})`,
    );
    return {
        credentials: { domain: inputs[`${role}Domain`] ?? '', clientId, clientSecret, settingNames },
        connectionName: inputs[`${role}Connection`] ?? '',
    };
}
