// A process of its own, whose memory is the run's alone, and a thread in it as `up` has one: imports, and prints what it took as JSON.
import { runInThread, type ThreadTask } from '../../components/migration-thread.ts';

const settings = JSON.parse(process.argv[2] ?? '') as Extract<ThreadTask, { type: 'run' }>['settings'];
const result = await runInThread({ type: 'run', settings });
if (result.type !== 'outcome' || result.report?.isVerified !== true) {
    throw new Error(`The bench did not import its users: ${JSON.stringify(result)}`);
}
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ imported: result.report.imported, peakMegabytes }));
