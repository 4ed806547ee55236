// Takes the steps after the copy in a process of its own, which the test kills at a request.
import { closeLogins, openLogins, rollBack, runMigration, type SwitchSettings } from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { trust } from '../migrator/running/trust.ts';

/** What the process does, as JSON in its first argument. */
export interface StepOrder {
    readonly settings: SwitchSettings;
    readonly caFiles: readonly string[];
    readonly step: 'switch' | 'decommission' | 'rollback';
}

const { settings, caFiles, step } = JSON.parse(process.argv[2] ?? '{}') as StepOrder;
caFiles.forEach(trust);
const own = { ...settings, clock: impatientClock };
if (step === 'switch') {
    await openLogins(own);
    await closeLogins(own);
} else if (step === 'rollback') await rollBack({ ...own, confirm: 'customers' });
else {
    const decommission = { confirm: 'legacy', delete: 'users', maxDeletions: 1_000 } as const;
    await runMigration({ ...own, phase: 'decommission', decommission });
}
