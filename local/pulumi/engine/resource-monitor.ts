import { status } from '@grpc/grpc-js';
import type { Alias } from '@pulumi/pulumi/proto/alias_pb.js';
import type { IResourceMonitorServer } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import type { ReadResourceRequest, RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';
import resourceMessages from '@pulumi/pulumi/proto/resource_pb.js';
import { ProviderNotConfigured } from '../providers/auth0/auth0-provider.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { ResourceState } from '../state/resource-state.ts';
import type { PropertyMap } from '../values/property-value.ts';
import { createUrn } from '../values/urn.ts';
import { emptyMessage, fromStruct, toStruct } from '../wire/struct.ts';
import { handleCall, RpcError, refuseCall } from '../wire/unary-call.ts';
import type { Registration } from './deployment.ts';
import type { Goal } from './goal.ts';

const { ResourceMonitorFeature: Feature } = resourceMessages;

// Whatever is not named here the SDK either does without or refuses in the program's own words.
const FEATURES = [
    Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
    Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    Feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    Feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
];

/** What the monitor hands the program's wishes to. */
export interface ResourceMonitorTarget {
    register(goal: Goal): Promise<Registration>;
    read(state: ResourceState): Promise<Registration>;
    setOutputs(urn: string, outputs: PropertyMap): Promise<void>;
    /** The program has registered all that it wants. */
    complete(): void;
}

/** The stack that a monitor serves. */
export interface MonitoredStack {
    readonly project: string;
    readonly stack: string;
    readonly isPreview: boolean;
    readonly parallel: number;
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
}

/**
 * Makes the service that a program registers its resources with.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/proto/pulumi/resource.proto (read 2026-11-21)
 */
export function createResourceMonitor(
    stack: MonitoredStack,
    target: ResourceMonitorTarget,
    providers: ProviderRegistry,
): IResourceMonitorServer {
    return {
        getDeploymentInfo: handleCall(() => {
            const info = new resourceMessages.DeploymentInfo()
                .setProject(stack.project)
                .setStack(stack.stack)
                .setOrganization('organization')
                .setConfigsecretkeysList([...stack.secretKeys])
                .setDryrun(stack.isPreview)
                .setParallel(stack.parallel)
                .setSupportedfeaturesList(FEATURES);
            for (const [key, value] of Object.entries(stack.config)) {
                info.getConfigMap().set(key, value);
            }
            return info;
        }),
        supportsFeature: handleCall((request) =>
            new resourceMessages.SupportsFeatureResponse().setHassupport(
                ['secrets', 'aliasSpecs', 'deletedWith', 'replaceWith'].includes(request.getId()),
            ),
        ),
        registerResource: handleCall(async (request) => {
            const { urn, id, outputs } = await target.register(toGoal(request, stack));
            return new resourceMessages.RegisterResourceResponse().setUrn(urn).setId(id).setObject(toStruct(outputs));
        }),
        registerResourceOutputs: handleCall(async (request) => {
            await target.setOutputs(request.getUrn(), fromStruct(request.getOutputs()));
            return emptyMessage();
        }),
        readResource: handleCall(async (request) => {
            const { urn, outputs } = await target.read(toReadState(request, stack));
            return new resourceMessages.ReadResourceResponse().setUrn(urn).setProperties(toStruct(outputs));
        }),
        invoke: handleCall(async (request) => {
            const response = new resourceMessages.ResourceInvokeResponse();
            try {
                const provider = await providers.providerOfFunction(request.getTok(), request.getProvider());
                return response.setReturn(
                    toStruct(await provider.invoke(request.getTok(), fromStruct(request.getArgs()))),
                );
            } catch (error) {
                if (stack.isPreview && error instanceof ProviderNotConfigured) {
                    return response.setUnknown(true);
                }
                throw error;
            }
        }),
        signalAndWaitForShutdown: handleCall(() => {
            target.complete();
            return emptyMessage();
        }),
        existsResource: refuseCall('checks for the existence of a resource'),
        call: refuseCall('calls of methods of resources'),
        registerStackTransform: refuseCall('transforms'),
        registerStackInvokeTransform: refuseCall('transforms'),
        registerResourceHook: refuseCall('resource hooks'),
        registerErrorHook: refuseCall('error hooks'),
        registerPackage: refuseCall('parameterized packages'),
    };
}

function toGoal(request: RegisterResourceRequest, { project, stack }: MonitoredStack): Goal {
    const type = request.getType();
    const name = request.getName();
    const parent = request.getParent();
    if (request.getRemote()) {
        throw new RpcError(
            status.UNIMPLEMENTED,
            `The local Pulumi host, a stand-in for the engine, does not know remote components (${type} ${name}). The real Pulumi CLI does.`,
        );
    }
    return {
        urn: createUrn(stack, project, { type, name, parent }),
        aliases: [
            ...request.getAliasurnsList(),
            ...request.getAliasesList().map((alias) => toAliasUrn(alias, { type, name, parent, project, stack })),
        ],
        type,
        custom: request.getCustom(),
        importId: request.getImportid(),
        inputs: fromStruct(request.getObject()),
        parent,
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        propertyDependencies: toPropertyDependencies(request),
        protect: request.hasProtect() ? request.getProtect() : undefined,
        retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
        deletedWith: request.getDeletedwith(),
        replaceWith: request.getReplaceWithList(),
        deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    };
}

function toPropertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
    const byProperty: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, key) => {
        byProperty[key] = dependencies.getUrnsList();
    });
    return byProperty;
}

function toAliasUrn(
    alias: Alias,
    own: { type: string; name: string; parent: string; project: string; stack: string },
): string {
    const spec = alias.getSpec();
    if (spec === undefined) {
        return alias.getUrn();
    }
    const ownParent = spec.hasParenturn() ? spec.getParenturn() : own.parent;
    return createUrn(spec.getStack() || own.stack, spec.getProject() || own.project, {
        type: spec.getType() || own.type,
        name: spec.getName() || own.name,
        parent: spec.getNoparent() ? '' : ownParent,
    });
}

function toReadState(request: ReadResourceRequest, { project, stack }: MonitoredStack): ResourceState {
    const type = request.getType();
    const parent = request.getParent();
    const provider = request.getProvider();
    return {
        urn: createUrn(stack, project, { type, name: request.getName(), parent }),
        type,
        custom: true,
        external: true,
        id: request.getId(),
        inputs: fromStruct(request.getProperties()),
        outputs: {},
        dependencies: request.getDependenciesList(),
        propertyDependencies: {},
        ...(parent === '' ? {} : { parent }),
        ...(provider === '' ? {} : { provider }),
        ...(request.getAdditionalsecretoutputsList().length === 0
            ? {}
            : { additionalSecretOutputs: request.getAdditionalsecretoutputsList() }),
    };
}
