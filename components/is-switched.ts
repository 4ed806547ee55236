import * as pulumi from '@pulumi/pulumi';
import type { DatabaseConnectionArgs, SwitchedClients } from './database-connection-args.ts';

/** Tells clients that a migration switches from a plain list of clients. */
export function isSwitched(clients: DatabaseConnectionArgs['enabledClients']): clients is SwitchedClients {
    return !(Array.isArray(clients) || pulumi.Output.isInstance(clients) || clients instanceof Promise);
}
