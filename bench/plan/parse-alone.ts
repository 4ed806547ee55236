// The yardstick: gunzip, JSON.parse and JSON.stringify of the same file, and nothing else.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { splitLines } from '../../migrator/records/lines.ts';

const startedAt = performance.now();
const bytes = createReadStream(process.argv[2] ?? '', { highWaterMark: 256 * 1024 }).pipe(
    createGunzip({ chunkSize: 256 * 1024 }),
);
let users = 0;
let characters = 0;
for await (const lines of splitLines(bytes)) {
    for (const line of lines) {
        characters += JSON.stringify(JSON.parse(line.bytes.toString('utf8'))).length;
        users += 1;
    }
}
console.log(JSON.stringify({ users, characters, ms: performance.now() - startedAt }));
