import type * as pulumi from '@pulumi/pulumi';
import type { EndpointSettings, SourceFileSettings } from '../migrator/index.ts';
import { type InputProblem, RUN_INPUT_NAMES, type RunInputs } from './run-inputs.ts';
import { missingSettingMessage, type TenantSettings, tenantSettingNames } from './tenant-settings.ts';

/** What names a source connection. */
const SOURCE_CONNECTION = ['sourceTenant', 'sourceDomain', 'sourceConnection'] as const;

/** Inputs that may be missing: the ID of the target is unknown before the target is made, the source is one of two kinds, and others have defaults. */
const OPTIONAL = [
    'targetConnectionId',
    ...SOURCE_CONNECTION,
    'sourceFile',
    'sourceFormat',
    'sourceFileConnection',
    'approvedPlan',
    'eventsFile',
    'rateShare',
    'maxConcurrentJobs',
    'withIdentifiers',
    'maxSnapshotAgeHours',
    'refreshEvery',
    'alwaysRun',
    'switchesClients',
    'decommissions',
] as const;

/** The inputs without which there is nothing to look at. */
export type ReadyInputs = Partial<RunInputs> & Omit<RunInputs, (typeof OPTIONAL)[number]>;

/** Tells whether enough inputs are known to look at the migration. */
export function isReady(inputs: Partial<RunInputs>): inputs is ReadyInputs {
    const hasSource = inputs.sourceFile !== undefined || SOURCE_CONNECTION.every((name) => inputs[name] !== undefined);
    return (
        hasSource &&
        RUN_INPUT_NAMES.every((name) => inputs[name] !== undefined || OPTIONAL.some((other) => other === name))
    );
}

/** Gives the source that the inputs name, with its credentials. */
export function sourceOf(
    inputs: Partial<RunInputs>,
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
    inputs: Partial<RunInputs>,
    role: 'source' | 'target',
    config: pulumi.dynamic.Config | undefined,
): EndpointSettings | InputProblem {
    const tenant = inputs[`${role}Tenant`] ?? '';
    const names = tenantSettingNames(tenant);
    const setting = (key: keyof TenantSettings): string | undefined =>
        config?.get(names[key].configKey) ?? process.env[names[key].environmentVariable];
    const [clientId, clientSecret] = [setting('clientId'), setting('clientSecret')];
    if (clientId === undefined || clientSecret === undefined) {
        const missing = clientId === undefined ? names.clientId : names.clientSecret;
        return { property: `${role}Tenant`, reason: missingSettingMessage(tenant, missing) };
    }
    return {
        credentials: { domain: inputs[`${role}Domain`] ?? '', clientId, clientSecret },
        connectionName: inputs[`${role}Connection`] ?? '',
    };
}
