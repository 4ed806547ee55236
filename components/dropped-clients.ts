import * as pulumi from '@pulumi/pulumi';
import { counted } from '../migrator/counted.ts';
import { type Auth0Tenant, credentialsOf } from './auth0-tenant.ts';
import type { DatabaseConnectionArgs, SwitchedClients } from './database-connection-args.ts';
import { ifKnown } from './if-known.ts';
import { IMPORT_MODE_CLIENT } from './import-mode/import-mode-client.ts';
import { isSwitched } from './is-switched.ts';
import { Refusal, refusalText } from './refusal.ts';

/** A connection whose clients Pulumi takes over, and what the program declares of them. */
export interface TakenClients {
    readonly tenant: Auth0Tenant;
    readonly connectionName: pulumi.Output<string>;
    readonly enabledClients: DatabaseConnectionArgs['enabledClients'];
    readonly dropClients: readonly string[] | undefined;
}

/** IDs of clients, as an argument takes them. */
export type ClientList = pulumi.Input<pulumi.Input<string>[]>;

/** How many clients a message names at most: a tenant can have thousands. */
const SHOWN = 10;

/**
 * Refuses to take over the clients of a connection while the program does not list all of those that are enabled: Pulumi imports the list and,
 * in the same `up`, makes it what the program says. Clients that import mode made for itself come and go with it.
 *
 * Lists with IDs that a preview does not know yet are left to the `up`.
 *
 * @param enabled - IDs of the clients that are enabled now
 * @throws {Refusal} with the clients whose users could no longer log in
 */
export async function refuseDroppedClients(
    { tenant, connectionName, enabledClients, dropClients = [] }: TakenClients,
    enabled: readonly string[],
): Promise<void> {
    const lists = isSwitched(enabledClients) ? switchedLists(enabledClients) : [enabledClients];
    const listed = await ifKnown(pulumi.all([connectionName, pulumi.all(lists)]));
    if (listed === undefined) return;
    const [name, ids] = listed.value;
    const kept = new Set([...ids.flat(), ...dropClients]);
    const dropped = await describe(
        tenant,
        enabled.filter((id) => !kept.has(id)),
    );
    const [first] = dropped;
    if (first === undefined) return;
    const shown = dropped.slice(0, SHOWN).map(({ id, name: title }) => (title === undefined ? id : `${title} (${id})`));
    const more = dropped.length > SHOWN ? ` and ${counted(dropped.length - SHOWN, 'other')}` : '';
    const message =
        `the connection ${name} is enabled for ${counted(dropped.length, 'client')} that the program does not list: ${shown.join(', ')}${more}. ` +
        '`up` would disable them, and nobody could log in through them any more. Add them to `enabledClients`, or allow it: ' +
        `dropClients: ['${first.id}'${dropped.length > 1 ? ', ...' : ''}].`;
    throw new Refusal(refusalText('CLIENTS_DROPPED', message));
}

function switchedLists({ always, fromCutover, untilCutover, retiredAtCutover }: SwitchedClients): ClientList[] {
    return [always, fromCutover, untilCutover, retiredAtCutover].filter((list) => list !== undefined);
}

interface DroppedClient {
    readonly id: string;
    /** Undefined where the tenant does not say it. */
    readonly name: string | undefined;
}

async function describe(tenant: Auth0Tenant, ids: readonly string[]): Promise<DroppedClient[]> {
    if (ids.length === 0) return [];
    const known = await ifKnown(credentialsOf(tenant));
    const { observeClients } = await import('auth0-user-migration/migrator');
    const seen = known === undefined ? undefined : await observeClients(known.value, ids.slice(0, SHOWN));
    return ids
        .filter((id) => seen?.get(id)?.description !== IMPORT_MODE_CLIENT)
        .map((id) => ({ id, name: seen?.get(id)?.name }));
}
