import { setTimeout as sleep } from 'node:timers/promises';
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
import { describeProviderDeath, type ProviderProcess } from '../processes/provider-process.ts';
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

/** What a call ends with when the connection is lost, as opposed to what a provider answers. */
const LOST: readonly status[] = [status.UNAVAILABLE, status.INTERNAL, status.CANCELLED];
/** A connection can break a moment before the system says that its process is gone. */
const DEATH_SHOWS_MS = 2000;

const CHANGES = { 0: 'unknown', 1: 'none', 2: 'some' } as const;

/** What a provider needs to know of its process. */
type Process = Pick<ProviderProcess, 'pid' | 'address' | 'ended'>;

/**
 * Speaks with the process that runs the dynamic providers of a Node program.
 *
 * That process knows neither secrets nor previews: it gets clear values, and create and update are not called in one.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/cmd/dynamic-provider/index.ts (read 2026-11-21)
 */
export class DynamicProvider implements ResourceProvider {
    readonly #client: InstanceType<typeof providerServices.ResourceProviderClient>;

    readonly #process: Process;

    private constructor(process: Process) {
        this.#process = process;
        this.#client = new providerServices.ResourceProviderClient(
            process.address,
            credentials.createInsecure(),
            CHANNEL_OPTIONS,
        );
    }

    /**
     * Connects to a running process and gives it the configuration of the stack.
     *
     * @param process - what is connected to, and asked how it ended when the connection is lost
     * @param config - every key of the stack, secrets in clear
     */
    static async connect(process: Process, config: Readonly<Record<string, string>>): Promise<DynamicProvider> {
        const provider = new DynamicProvider(process);
        const request = new providerMessages.ConfigureRequest().setArgs(toStruct({ ...config }));
        await provider.#call<ConfigureResponse>((done) => provider.#client.configure(request, done));
        return provider;
    }

    /** Whether a call has failed with the death of the process. */
    hasToldDeath = false;

    /** Gives up the connection; calls that still run fail. */
    close(): void {
        this.#client.close();
    }

    async check({ urn }: ResourceTarget, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<CheckAnswer> {
        const request = new providerMessages.CheckRequest()
            .setUrn(urn)
            .setOlds(toStruct(revealSecrets(oldInputs)))
            .setNews(toStruct(revealSecrets(newInputs)));
        const response = await this.#call<CheckResponse>((done) => this.#client.check(request, done));
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
        const response = await this.#call<DiffResponse>((done) => this.#client.diff(request, done));
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
            this.#call<CreateResponse>((done) => this.#client.create(request, done)),
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
            this.#call<UpdateResponse>((done) => this.#client.update(request, done)),
        );
        return annotateSecrets(fromStruct(response.getProperties()), newInputs);
    }

    async read({ urn }: ResourceTarget, id: string, old: OldProperties): Promise<ReadAnswer> {
        const request = new providerMessages.ReadRequest()
            .setUrn(urn)
            .setId(id)
            .setInputs(toStruct(revealSecrets(old.inputs)))
            .setProperties(toStruct(revealSecrets(old.outputs)));
        const response = await this.#call<ReadResponse>((done) => this.#client.read(request, done));
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
        await this.#call<Empty>((done) => this.#client.delete(request, done));
    }

    invoke(token: string): Promise<PropertyMap> {
        return Promise.reject(new Error(`Dynamic providers have no functions, so \`${token}\` cannot be called.`));
    }

    async #call<Response>(start: Parameters<typeof call<Response>>[0]): Promise<Response> {
        try {
            return await call<Response>(start);
        } catch (error) {
            throw await this.#explain(error as ServiceError);
        }
    }

    async #explain(error: ServiceError): Promise<Error> {
        if (!LOST.includes(error.code)) {
            return error;
        }
        const { pid, ended } = this.#process;
        const end = await Promise.race([ended, sleep(DEATH_SHOWS_MS, undefined, { ref: false })]);
        if (end !== undefined) {
            this.hasToldDeath = true;
            const advice =
                'What it had done is unknown to the engine: run again, and it is called again with the same inputs.';
            return new Error(`${describeProviderDeath(pid, end)}\n${advice}`, { cause: error });
        }
        if (error.code !== status.UNAVAILABLE) {
            return error;
        }
        return new Error(
            `The connection to the dynamic-provider process ${pid} broke, and the process still runs: ${error.details}. Run again.`,
            { cause: error },
        );
    }
}

async function withPartialFailure<Response>(inputs: PropertyMap, run: () => Promise<Response>): Promise<Response> {
    try {
        return await run();
    } catch (error) {
        throw toPartialFailure(error, inputs) ?? error;
    }
}

function isServiceError(error: unknown): error is ServiceError {
    return error instanceof Error && 'metadata' in error && 'details' in error;
}

/** A half-done create or update travels as an error detail, since gRPC has no answer next to an error. */
function toPartialFailure(error: unknown, inputs: PropertyMap): PartialFailure | undefined {
    if (!isServiceError(error)) {
        return undefined;
    }
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
