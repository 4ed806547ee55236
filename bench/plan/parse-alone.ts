// The yardstick: gunzip, JSON.parse and JSON.stringify of the same files, and nothing else.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { splitLines } from '../../migrator/records/lines.ts';

const startedAt = process.cpuUsage();
const records: number[] = [];
let characters = 0;
for (const path of process.argv.slice(2)) {
    const bytes = createReadStream(path, { highWaterMark: 256 * 1024 }).pipe(createGunzip({ chunkSize: 256 * 1024 }));
    let read = 0;
    for await (const lines of splitLines(bytes)) {
        for (const line of lines) {
            characters += JSON.stringify(JSON.parse(line.bytes.toString('utf8'))).length;
            read += 1;
        }
    }
    records.push(read);
}
const { user, system } = process.cpuUsage(startedAt);
console.log(JSON.stringify({ users: records[0], characters, cpuMs: (user + system) / 1_000 }));
