import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import providerServices from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import type {
    CheckResponse,
    ConfigureResponse,
    CreateResponse,
    DiffResponse,
    ReadResponse,
    UpdateResponse,
} from '@pulumi/pulumi/proto/provider_pb.js';
import providerMessages from '@pulumi/pulumi/proto/provider_pb.js';
import statusMessages from '@pulumi/pulumi/proto/status_pb.js';
import type { PropertyMap } from '../values/property-value.ts';
import { annotateSecrets, revealSecrets } from '../values/secret.ts';
import { type Empty, fromStruct, toStruct } from '../wire/struct.ts';
import { CHANNEL_OPTIONS, call } from '../wire/unary-call.ts';
import {
    type CheckAnswer,
    type DiffAnswer,
    type OldProperties,
    PartialFailure,
    type ReadAnswer,
    type ResourceAnswer,
    type ResourceProvider,
    type ResourceTarget,
} from './resource-provider.ts';

const CHANGES = { 0: 'unknown', 1: 'none', 2: 'some' } as const;

/**
 * Speaks with the process that runs the dynamic providers of a Node program.
 *
 * That process knows neither secrets nor previews: it gets clear values, and create and update are not called in one.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/cmd/dynamic-provider/index.ts (read 2026-11-21)
 */
export class DynamicProvider implements ResourceProvider {
    readonly #client: InstanceType<typeof providerServices.ResourceProviderClient>;

    private constructor(address: string) {
        this.#client = new providerServices.ResourceProviderClient(
            address,
            credentials.createInsecure(),
            CHANNEL_OPTIONS,
        );
    }

    /**
     * Connects to a running process and gives it the configuration of the stack.
     *
     * @param address - `host:port`
     * @param config - every key of the stack, secrets in clear
     */
    static async connect(address: string, config: Readonly<Record<string, string>>): Promise<DynamicProvider> {
        const provider = new DynamicProvider(address);
        const request = new providerMessages.ConfigureRequest().setArgs(toStruct({ ...config }));
        await call<ConfigureResponse>((done) => provider.#client.configure(request, done));
        return provider;
    }

    /** Gives up the connection; calls that still run fail. */
    close(): void {
        this.#client.close();
    }

    async check({ urn }: ResourceTarget, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<CheckAnswer> {
        const request = new providerMessages.CheckRequest()
            .setUrn(urn)
            .setOlds(toStruct(revealSecrets(oldInputs)))
            .setNews(toStruct(revealSecrets(newInputs)));
        const response = await call<CheckResponse>((done) => this.#client.check(request, done));
        return {
            inputs: annotateSecrets(fromStruct(response.getInputs()), newInputs),
            failures: response
                .getFailuresList()
                .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
        };
    }

    async diff({ urn }: ResourceTarget, id: string, old: OldProperties, newInputs: PropertyMap): Promise<DiffAnswer> {
        const request = new providerMessages.DiffRequest()
            .setUrn(urn)
            .setId(id)
            .setOldInputs(toStruct(revealSecrets(old.inputs)))
            .setOlds(toStruct(revealSecrets(old.outputs)))
            .setNews(toStruct(revealSecrets(newInputs)));
        const response = await call<DiffResponse>((done) => this.#client.diff(request, done));
        return {
            changes: CHANGES[response.getChanges()],
            replaces: response.getReplacesList(),
            changedKeys: response.getDiffsList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    async create({ urn }: ResourceTarget, inputs: PropertyMap): Promise<ResourceAnswer> {
        const request = new providerMessages.CreateRequest().setUrn(urn).setProperties(toStruct(revealSecrets(inputs)));
        const response = await withPartialFailure(inputs, () =>
            call<CreateResponse>((done) => this.#client.create(request, done)),
        );
        return { id: response.getId(), outputs: annotateSecrets(fromStruct(response.getProperties()), inputs) };
    }

    async update(
        { urn }: ResourceTarget,
        id: string,
        old: OldProperties,
        newInputs: PropertyMap,
    ): Promise<PropertyMap> {
        const request = new providerMessages.UpdateRequest()
            .setUrn(urn)
            .setId(id)
            .setOldInputs(toStruct(revealSecrets(old.inputs)))
            .setOlds(toStruct(revealSecrets(old.outputs)))
            .setNews(toStruct(revealSecrets(newInputs)));
        const response = await withPartialFailure(newInputs, () =>
            call<UpdateResponse>((done) => this.#client.update(request, done)),
        );
        return annotateSecrets(fromStruct(response.getProperties()), newInputs);
    }

    async read({ urn }: ResourceTarget, id: string, old: OldProperties): Promise<ReadAnswer> {
        const request = new providerMessages.ReadRequest()
            .setUrn(urn)
            .setId(id)
            .setInputs(toStruct(revealSecrets(old.inputs)))
            .setProperties(toStruct(revealSecrets(old.outputs)));
        const response = await call<ReadResponse>((done) => this.#client.read(request, done));
        const outputs = annotateSecrets(fromStruct(response.getProperties()), old.outputs);
        const inputs = response.getInputs();
        return {
            id: response.getId(),
            outputs,
            ...(inputs === undefined ? {} : { inputs: annotateSecrets(fromStruct(inputs), old.inputs) }),
        };
    }

    async delete({ urn }: ResourceTarget, id: string, old: OldProperties): Promise<void> {
        const request = new providerMessages.DeleteRequest()
            .setUrn(urn)
            .setId(id)
            .setOldInputs(toStruct(revealSecrets(old.inputs)))
            .setProperties(toStruct(revealSecrets(old.outputs)));
        await call<Empty>((done) => this.#client.delete(request, done));
    }

    invoke(token: string): Promise<PropertyMap> {
        return Promise.reject(new Error(`Dynamic providers have no functions, so \`${token}\` cannot be called.`));
    }
}

async function withPartialFailure<Response>(inputs: PropertyMap, run: () => Promise<Response>): Promise<Response> {
    try {
        return await run();
    } catch (error) {
        throw toPartialFailure(error as ServiceError, inputs) ?? explainDeath(error as ServiceError);
    }
}

function explainDeath(error: ServiceError): Error {
    if (error.code !== status.UNAVAILABLE) {
        return error;
    }
    return new Error(
        'The dynamic-provider process of the program ended while it worked. What it had done is unknown to the engine: ' +
            'run again, and the provider is called again with the same inputs.',
        { cause: error },
    );
}

/** A half-done create or update travels as an error detail, since gRPC has no answer next to an error. */
function toPartialFailure(error: ServiceError, inputs: PropertyMap): PartialFailure | undefined {
    const [encoded] = error.metadata.get('grpc-status-details-bin');
    if (!Buffer.isBuffer(encoded)) {
        return undefined;
    }
    for (const detail of statusMessages.Status.deserializeBinary(encoded).getDetailsList()) {
        if (detail.getTypeName() === 'pulumirpc.ErrorResourceInitFailed') {
            const failed = providerMessages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
            return new PartialFailure(error.details, {
                id: failed.getId(),
                outputs: annotateSecrets(fromStruct(failed.getProperties()), inputs),
                reasons: failed.getReasonsList(),
            });
        }
    }
    return undefined;
}
