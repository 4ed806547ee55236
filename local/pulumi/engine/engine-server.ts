import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { IEngineServer } from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineServices from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import type { IResourceMonitorServer } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import resourceServices from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import { CHANNEL_OPTIONS } from '../wire/unary-call.ts';

/** A server that a program and its providers reach the host through. */
export interface EngineServer {
    /** `host:port`, on the loopback only. */
    readonly address: string;
    /** Ends the server and every call that still runs. */
    close(): void;
}

/**
 * Serves the engine's log, and a resource monitor where a program runs.
 *
 * @throws {Error} when no port can be had
 */
export async function startEngineServer(
    engine: IEngineServer,
    monitor: IResourceMonitorServer | undefined,
): Promise<EngineServer> {
    const server = new Server(CHANNEL_OPTIONS);
    server.addService(engineServices.EngineService, engine);
    if (monitor !== undefined) {
        server.addService(resourceServices.ResourceMonitorService, monitor);
    }
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, boundPort) => {
            if (error === null) {
                resolve(boundPort);
            } else {
                reject(error);
            }
        });
    });
    return {
        address: `127.0.0.1:${port}`,
        close: () => {
            server.forceShutdown();
        },
    };
}
