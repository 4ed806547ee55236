import { byCommands } from './by-commands.ts';
import { liveFortnight } from './live-fortnight.ts';

describe('a simulated fortnight', function () {
    this.timeout(30 * 60_000);

    it('ends with everybody in the target alone, in two tenants, with new IDs', async () => {
        await liveFortnight({
            ...{ isOneTenant: false, idPrefix: '', replaces: false, people: 12, seed: 1, operator: byCommands },
            ...{ mayConflict: false, deletesCopies: true },
            definition: "deleted: { policy: 'delete', confirm: 'customers', maxDeletions: 50 },",
        });
    });
});
