import { KNOWN_DIFFERENCES } from '../test/local/tenant/recordings/known-differences.ts';
import { RECORDINGS_FOLDER, readRecordings } from '../test/local/tenant/recordings/recording.ts';
import { countOutcomes, type Outcomes, replayRecording } from '../test/local/tenant/recordings/replay.ts';

// Replays Auth0's recorded traffic against the local tenant and says how much of it agrees: `npm run conformance`.

const WANTED_AGREEMENT = 0.95;

const recordings = readRecordings();
if (recordings.length === 0) {
    console.error(`No recordings in ${RECORDINGS_FOLDER}; set AUTH0_FACTS to the facts' folder.`);
    process.exit(2);
}

const outcomes: Outcomes = new Map();
const unknown: string[] = [];
for (const recording of recordings) unknown.push(...(await replayRecording(recording, outcomes)));

for (const [place, outcome] of outcomes)
    if (outcome === 'differs') console.log(`differs: ${place}: ${KNOWN_DIFFERENCES[place] ?? 'NOT KNOWN'}`);
for (const problem of unknown) console.log(`not known: ${problem}`);

const { agrees, differs, notServed } = countOutcomes(outcomes);
const agreement = agrees / (agrees + differs);
const [served, percent] = [agrees + differs, (100 * agreement).toFixed(1)];
console.log(
    `${served} served, ${notServed} unserved, ${differs} differing: ${percent} % of the served interactions agree.`,
);
if (unknown.length > 0 || agreement < WANTED_AGREEMENT) process.exitCode = 1;
