import { createRequire } from 'node:module';
import engineGrpc from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineProto from '@pulumi/pulumi/proto/engine_pb.js';

const ourRequire = createRequire(import.meta.url);
// Pulumi's own copy: its clients take the credentials of no other.
const { credentials, Metadata, status } = createRequire(ourRequire.resolve('@pulumi/pulumi'))(
    '@grpc/grpc-js',
) as typeof import('@grpc/grpc-js');

/** Shows lines at a resource: as its status while they are ephemeral, else among its diagnostics. */
export interface EngineLog {
    /**
     * Shows a line.
     *
     * @param urn - the resource
     * @param isEphemeral - whether the next line takes its place
     * @param severity - @default `info`
     * @returns false when the engine does not answer any more
     */
    show(urn: string, message: string, isEphemeral: boolean, severity?: 'info' | 'warning'): Promise<boolean>;
    /** Tells whether the engine still answers, and shows nothing. */
    isThere(): Promise<boolean>;
}

const DEADLINE_MS = 5_000;
const UNIMPLEMENTED: number = status.UNIMPLEMENTED;

/**
 * Opens the engine's log for a dynamic provider, whose own output would stand unattributed in the stack's diagnostics.
 *
 * @param address - the engine's address: the last argument of the provider's process; a wrong one makes a log that is silent
 */
export function openEngineLog(address: string | undefined): EngineLog {
    if (address === undefined || !/^[\w.[\]:-]+:\d+$/.test(address))
        return { show: () => Promise.resolve(true), isThere: () => Promise.resolve(true) };
    const client = new engineGrpc.EngineClient(address, credentials.createInsecure());
    return {
        show: (urn, message, isEphemeral, severity = 'info') =>
            new Promise((resolve) => {
                const request = new engineProto.LogRequest();
                request.setSeverity(engineProto.LogSeverity[severity === 'info' ? 'INFO' : 'WARNING']);
                request.setMessage(message);
                request.setUrn(urn);
                request.setEphemeral(isEphemeral);
                client.log(request, new Metadata(), { deadline: Date.now() + DEADLINE_MS }, (error: unknown) => {
                    resolve(error === null || error === undefined);
                });
            }),
        isThere: () =>
            new Promise((resolve) => {
                const request = new engineProto.GetRootResourceRequest();
                const deadline = Date.now() + DEADLINE_MS;
                client.getRootResource(request, new Metadata(), { deadline }, (error: unknown) => {
                    // An engine that does not know the question is there all the same.
                    const code = (error as { readonly code?: number } | null)?.code;
                    resolve(code === undefined || code === UNIMPLEMENTED);
                });
            }),
    };
}
