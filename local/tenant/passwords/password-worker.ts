/** The program of the thread in which expensive hashes are verified, one at a time (see `verify-in-worker.ts`). */
import { parentPort } from 'node:worker_threads';
import { verifyCustomHash } from './verify-custom-hash.ts';
import type { VerifyReply, VerifyRequest } from './verify-in-worker.ts';

let previous: Promise<unknown> = Promise.resolve();

parentPort?.on('message', ({ id, custom, password }: VerifyRequest) => {
    previous = previous.then(async () => {
        const isRight = await verifyCustomHash(custom, password).catch(() => false);
        parentPort?.postMessage({ id, isRight } satisfies VerifyReply);
    });
});
