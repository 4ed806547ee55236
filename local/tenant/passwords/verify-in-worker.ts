import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CustomPasswordHash } from './custom-password-hash.ts';

/** What the worker is asked. */
export interface VerifyRequest {
    id: number;
    custom: CustomPasswordHash;
    password: string;
}

/** What the worker answers. */
export interface VerifyReply {
    id: number;
    isRight: boolean;
}

const waiting = new Map<number, (isRight: boolean) => void>();
let worker: Worker | undefined;
let lastId = 0;

/**
 * Verifies an expensive hash in a thread of its own, one after the other: other calls are answered in between, and only one hash takes memory at a
 * time.
 *
 * @returns `false` also when the thread dies of the hash
 */
export function verifyInWorker(custom: CustomPasswordHash, password: string): Promise<boolean> {
    worker ??= startWorker();
    // Only a verification under way keeps the process alive.
    worker.ref();
    lastId += 1;
    const request: VerifyRequest = { id: lastId, custom, password };
    return new Promise((resolve) => {
        waiting.set(request.id, resolve);
        worker?.postMessage(request);
    });
}

function startWorker(): Worker {
    const program = new URL(`./password-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    // What this process was started with, such as a loader of a test, is none of the worker's business.
    const started = new Worker(program, { execArgv: [] });
    started.on('message', ({ id, isRight }: VerifyReply) => {
        waiting.get(id)?.(isRight);
        waiting.delete(id);
        if (waiting.size === 0) started.unref();
    });
    const giveUp = () => {
        if (worker === started) worker = undefined;
        for (const answer of waiting.values()) answer(false);
        waiting.clear();
    };
    started.on('error', giveUp);
    started.on('exit', giveUp);
    return started;
}
