import type { IResourceMonitorServer } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import type { Project } from '../config/project.ts';
import type { StackConfig } from '../config/stack-config.ts';
import { describeProviderDeath, type ProviderProcess, startProviderProcess } from '../processes/provider-process.ts';
import { DynamicProvider } from '../providers/dynamic-provider.ts';
import { ProviderRegistry } from '../providers/provider-registry.ts';
import { type Checkpoint, Snapshot } from '../state/snapshot.ts';
import type { StateFile } from '../state/state-file.ts';
import type { EngineEventListener } from './engine-event.ts';
import { type EngineServer, startEngineServer } from './engine-server.ts';
import { createEngineService } from './engine-service.ts';
import type { StepContext } from './step-context.ts';

/** What a session works with. */
export interface EngineSessionOptions {
    readonly isPreview: boolean;
    readonly stack: string;
    readonly project: Project;
    readonly config: StackConfig;
    readonly env: NodeJS.ProcessEnv;
    readonly checkpoint: Checkpoint;
    readonly stateFile: StateFile;
    readonly emit: EngineEventListener;
    /** Once aborted, nothing new begins. */
    readonly signal: AbortSignal;
    /** Once aborted, the provider process is ended and the state stays as it was last saved. */
    readonly terminate: AbortSignal;
}

/** What lives as long as one run: the engine's server, the provider process, the snapshot. */
export class EngineSession implements StepContext {
    readonly options: EngineSessionOptions;
    readonly snapshot: Snapshot;
    readonly providers: ProviderRegistry;
    #server: EngineServer | undefined;
    #dynamic: { process: ProviderProcess; client: DynamicProvider } | undefined;
    readonly #onTerminate = (): void => {
        void this.#dynamic?.process.stop();
    };

    constructor(options: EngineSessionOptions) {
        this.options = options;
        this.snapshot = new Snapshot(options.checkpoint);
        this.providers = new ProviderRegistry({
            config: options.config.values,
            env: options.env,
            startDynamicProvider: () => this.#startDynamicProvider(),
            findInState: (urn) => this.snapshot.findMade(urn) ?? this.snapshot.findBefore(urn),
        });
        options.terminate.addEventListener('abort', this.#onTerminate);
    }

    get isPreview(): boolean {
        return this.options.isPreview;
    }

    get emit(): EngineEventListener {
        return this.options.emit;
    }

    /** Puts what exists on the disk; not in a preview, and not when a killed step has left the truth unknown. */
    readonly save = async (): Promise<void> => {
        if (!this.isPreview && !this.options.terminate.aborted) {
            await this.options.stateFile.write(this.snapshot.toCheckpoint());
        }
    };

    /** Starts the server; resolves to the address that the program and its providers reach it at. */
    async serve(monitor?: IResourceMonitorServer): Promise<string> {
        this.#server = await startEngineServer(createEngineService(this.emit), monitor);
        return this.#server.address;
    }

    /** Ends the provider process and the server. */
    async close(): Promise<void> {
        this.options.terminate.removeEventListener('abort', this.#onTerminate);
        this.#tellUnseenDeath();
        this.#dynamic?.client.close();
        await this.#dynamic?.process.stop();
        this.#server?.close();
    }

    // It died between two calls, or behind the last one: the run may be right, and somebody should know all the same.
    #tellUnseenDeath(): void {
        if (this.#dynamic === undefined) return;
        const { process, client } = this.#dynamic;
        if (process.death === undefined || client.hasToldDeath) return;
        const message = describeProviderDeath(process.pid, process.death);
        this.emit({ type: 'diagnostic', diagnostic: { severity: 'warning', urn: '', message } });
    }

    async #startDynamicProvider(): Promise<DynamicProvider> {
        const { project, env, config, emit } = this.options;
        const engineAddress = this.#server?.address;
        if (engineAddress === undefined) {
            throw new Error('The engine must be served before a provider is started.');
        }
        const process = await startProviderProcess({
            ...{ project, env, engineAddress },
            onOutput: (line) => {
                emit({ type: 'diagnostic', diagnostic: { severity: 'info', urn: '', message: line } });
            },
        });
        emit({ type: 'provider-started', pid: process.pid });
        void process.ended.then(() => {
            emit({ type: 'provider-ended', pid: process.pid });
        });
        const client = await DynamicProvider.connect(process, config.values);
        this.#dynamic = { process, client };
        return client;
    }
}
