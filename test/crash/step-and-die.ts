// Takes the steps after the copy in a process of its own, which the test kills at a request, or which dies at a write to the journal.
import { ManagementClient } from 'auth0';
import {
    closeLogins,
    openLogins,
    resetPasswords,
    rollBack,
    runMigration,
    type SwitchSettings,
} from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { trust } from '../migrator/running/trust.ts';
import { dieAtWrite, type WriteToDieAt } from './die-at-write.ts';

/** What the process does, as JSON in its first argument. */
export interface StepOrder {
    readonly settings: Omit<SwitchSettings, 'to' | 'clients'> & Partial<Pick<SwitchSettings, 'to' | 'clients'>>;
    readonly caFiles: readonly string[];
    readonly step: 'switch' | 'decommission' | 'rollback' | 'reset-mails' | 'reset-tickets';
    /** Name of the reset campaign. */
    readonly campaign?: string;
    readonly dieAtWrite?: WriteToDieAt | undefined;
}

const order = JSON.parse(process.argv[2] ?? '{}') as StepOrder;
const { settings, caFiles, step, campaign = '' } = order;
caFiles.forEach(trust);
const writes = await dieAtWrite(order.dieAtWrite);
const own = { ...settings, clock: impatientClock };
switch (step) {
    case 'switch':
        await openLogins(own as SwitchSettings);
        if (own.isOpenedBetween === true) await enableSomeClients(own as SwitchSettings);
        await closeLogins(own as SwitchSettings);
        break;
    case 'rollback':
        await rollBack({ ...own, confirm: 'customers' });
        break;
    case 'reset-mails':
    case 'reset-tickets': {
        const send = step === 'reset-mails' ? 'mails' : 'tickets';
        await resetPasswords({ ...own, send, campaign, perMinute: 300, confirm: 'customers' });
        break;
    }
    case 'decommission': {
        const decommission = { confirm: 'legacy', delete: 'users', maxDeletions: 1_000 } as const;
        await runMigration({ ...own, phase: 'decommission', decommission });
    }
}
process.stdout.write(JSON.stringify({ writes: writes() }));

// As Pulumi does between the steps, whose state may be wrong about the others.
async function enableSomeClients({ source, clients }: SwitchSettings): Promise<void> {
    if (source === undefined || !('credentials' in source)) throw new Error('expected a source that is a connection');
    const { connections } = new ManagementClient(source.credentials);
    const { data } = await connections.list({ name: source.connectionName });
    const some = clients.source.slice(0, 50).map((id) => ({ client_id: id, status: true }));
    await connections.clients.update(data[0]?.id ?? '', some);
}
