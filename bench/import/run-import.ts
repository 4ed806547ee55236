// A process of its own: imports, and prints what it took as JSON.
import { type MigrationSettings, runMigration } from '../../migrator/index.ts';

const { report } = await runMigration(JSON.parse(process.argv[2] ?? '') as MigrationSettings);
if (report?.isVerified !== true) throw new Error(`The bench did not import its users: ${JSON.stringify(report)}`);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ imported: report.imported, rejected: report.rejected, peakMegabytes }));
