import type { IEngineServer } from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import { emptyMessage } from '../wire/struct.ts';
import { handleCall, refuseCall } from '../wire/unary-call.ts';
import type { EngineEventListener, Severity } from './engine-event.ts';

const SEVERITIES: readonly Severity[] = ['debug', 'info', 'warning', 'error'];

/**
 * Makes the service that takes the log of the program and of the providers.
 *
 * An ephemeral text is a status that the next one replaces; any other is a diagnostic and stays.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/proto/pulumi/engine.proto (read 2026-11-21)
 */
export function createEngineService(emit: EngineEventListener): IEngineServer {
    let rootUrn = '';
    return {
        log: handleCall((request) => {
            const severity = SEVERITIES[request.getSeverity()] ?? 'info';
            const urn = request.getUrn();
            const message = request.getMessage();
            if (request.getEphemeral()) {
                emit({ type: 'status', urn, severity, message });
            } else {
                emit({ type: 'diagnostic', diagnostic: { severity, urn, message } });
            }
            return emptyMessage();
        }),
        setRootResource: handleCall((request) => {
            rootUrn = request.getUrn();
            return new engineMessages.SetRootResourceResponse();
        }),
        getRootResource: handleCall(() => new engineMessages.GetRootResourceResponse().setUrn(rootUrn)),
        // Every requirement is met: there is no version of the CLI that could be too old.
        requirePulumiVersion: handleCall(() => new engineMessages.RequirePulumiVersionResponse()),
        startDebugging: refuseCall('debuggers'),
    };
}
