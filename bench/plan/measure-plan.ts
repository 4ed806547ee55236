// A process of its own, so that its memory and its time are nobody else's: makes a plan as the command does, and prints what it took as JSON.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PLAN_HEAP } from '../../cli/plan-in-thread.ts';

const worker = new Worker(new URL('./make-plan.ts', import.meta.url), {
    workerData: process.argv.slice(2),
    resourceLimits: PLAN_HEAP,
});
const [measured] = (await once(worker, 'message')) as [object];
console.log(JSON.stringify({ ...measured, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
