import assert from 'node:assert/strict';
import { factsPath } from '../../facts.ts';
import { KNOWN_DIFFERENCES } from './recordings/known-differences.ts';
import { readRecordings } from './recordings/recording.ts';
import { countOutcomes, type Outcomes, replayRecording } from './recordings/replay.ts';

const WANTED_AGREEMENT = 0.95;

describe('local tenant, against recorded traffic of Auth0', () => {
    const recordings = readRecordings();
    const outcomes: Outcomes = new Map();

    before(function () {
        if (recordings.length > 0) return;
        factsPath('recordings');
        this.skip();
    });

    for (const recording of recordings)
        it(`answers as in ${recording.name}`, async () => {
            assert.deepEqual(await replayRecording(recording, outcomes), []);
        });

    it('differs wherever it is known to differ', () => {
        const differing = [...outcomes].filter(([, outcome]) => outcome === 'differs').map(([place]) => place);
        assert.deepEqual(differing.sort(), Object.keys(KNOWN_DIFFERENCES).sort());
    });

    after(() => {
        const { agrees, differs, notServed } = countOutcomes(outcomes);
        process.stdout.write(`      ${agrees} agree, ${differs} differ, ${notServed} not served\n`);
    });

    it('agrees in at least nineteen of twenty interactions', () => {
        const { agrees, differs } = countOutcomes(outcomes);
        assert.ok(agrees / (agrees + differs) >= WANTED_AGREEMENT, `${agrees} agree, ${differs} differ`);
    });
});
