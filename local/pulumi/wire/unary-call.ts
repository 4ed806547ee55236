import { type handleUnaryCall, type ServiceError, status } from '@grpc/grpc-js';

// Pulumi's own limits: a state may be large, and a program may block its event loop for long.
// See https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/runtime/settings.ts (read 2026-11-21)
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
const MAX_WAIT_SECONDS = 30 * 60;

/** The channel options that Pulumi's processes use with each other. */
export const CHANNEL_OPTIONS = {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.server_max_unrequested_time_in_server': MAX_WAIT_SECONDS,
};

/** Refuses a call with one of gRPC's status codes. */
export class RpcError extends Error {
    override readonly name = 'RpcError';
    readonly code: status;

    constructor(code: status, message: string) {
        super(message);
        this.code = code;
    }
}

/** Turns an asynchronous function into the handler of a call; an error without a status code becomes `UNKNOWN`. */
export function handleCall<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => answer(call.request))
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    const message = error instanceof Error ? error.message : String(error);
                    callback({
                        code: error instanceof RpcError ? error.code : status.UNKNOWN,
                        details: message,
                        message,
                    });
                },
            );
    };
}

/** Refuses a call that the stand-in does not know. */
export function refuseCall<Request, Response>(what: string): handleUnaryCall<Request, Response> {
    return handleCall(() => {
        throw new RpcError(
            status.UNIMPLEMENTED,
            `The local Pulumi host, a stand-in for the engine, does not know ${what}. The real Pulumi CLI does.`,
        );
    });
}

/** Calls a method of a gRPC client and resolves to its answer. */
export function call<Response>(
    start: (callback: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
    return new Promise((resolve, reject) => {
        start((error, response) => {
            if (error === null) {
                resolve(response);
            } else {
                reject(error);
            }
        });
    });
}
