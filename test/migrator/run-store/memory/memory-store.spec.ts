import { MemoryLedger, MemoryStore } from '../../../../migrator/run-store/memory/memory-store.ts';
import { journalContract } from '../../../contract/journal-contract.ts';
import { ledgerContract } from '../../../contract/ledger-contract.ts';
import { runStoreContract, START } from '../../../contract/run-store-contract.ts';

const nothing = () => Promise.resolve();

journalContract('memory', () =>
    Promise.resolve({ open: () => Promise.resolve(new MemoryStore(START).journal), cleanUp: nothing }),
);

ledgerContract('memory', () =>
    Promise.resolve({
        open: () => Promise.resolve(new MemoryLedger('00112233445566778899aabbccddeeff')),
        cleanUp: nothing,
    }),
);

runStoreContract('memory', () =>
    Promise.resolve({ open: () => Promise.resolve(new MemoryStore(START)), cleanUp: nothing }),
);
