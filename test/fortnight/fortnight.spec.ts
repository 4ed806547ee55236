import { byCommands } from './by-commands.ts';
import { byUp } from './by-up.ts';
import { liveFortnight } from './live-fortnight.ts';
import type { FortnightSettings } from './open-fortnight.ts';

type Variant = Omit<FortnightSettings, 'people' | 'seed'>;

const DELETES_COPIES = "deleted: { policy: 'delete', confirm: 'customers', maxDeletions: 50 },";
const BASE = { operator: byCommands, isOneTenant: false, replaces: false, mayConflict: false, deletesCopies: false };

const VARIANTS: Readonly<Record<string, Variant>> = {
    'two tenants, new IDs, import mode': { ...BASE, deletesCopies: true, idPrefix: '', definition: DELETES_COPIES },
    'two tenants, the same IDs, import mode, through `pulumi up`': {
        ...{ ...BASE, operator: byUp },
        ...{ idPrefix: '', definition: "userIds: { policy: 'retain' }," },
    },
    'two tenants, IDs with a prefix, the source wins': {
        ...BASE,
        mayConflict: true,
        definition: "userIds: { policy: 'prefix', prefix: 'old|' }, conflicts: 'source-wins',",
    },
    'one tenant, new IDs, import mode': { ...BASE, isOneTenant: true, idPrefix: 'legacy|', definition: '' },
    'one tenant, IDs with a prefix, import mode': {
        ...{ ...BASE, isOneTenant: true, deletesCopies: true, idPrefix: 'old|' },
        definition: `userIds: { policy: 'prefix', prefix: 'old|' }, ${DELETES_COPIES}`,
    },
    'one tenant, the same IDs, import mode': {
        ...{ ...BASE, isOneTenant: true, replaces: true, idPrefix: 'legacy|' },
        // Who was moved by a login and logs in through the source once more counts as changed there, and would stay in it.
        definition: "userIds: { policy: 'retain', whenSameTenant: 'replace-source-users' }, conflicts: 'target-wins',",
    },
};
/** What `FORTNIGHT=all` is not needed for. */
const SAMPLE = ['two tenants, new IDs, import mode'];
const { FORTNIGHT } = process.env;
const isWhole = FORTNIGHT === 'all';

describe('a simulated fortnight', function () {
    this.timeout(60 * 60_000);

    for (const [name, variant] of Object.entries(VARIANTS)) {
        if (!isWhole && (FORTNIGHT === undefined ? !SAMPLE.includes(name) : !name.includes(FORTNIGHT))) continue;
        it(`ends with everybody in the target alone: ${name}`, async () => {
            await liveFortnight({ ...variant, people: isWhole ? 14 : 8, seed: 1 });
        });
    }
});
