import assert from 'node:assert/strict';
import { counted } from '../../../migrator/counted.ts';
import { formatJobs, formatSpeed } from '../../../migrator/report/jobs-section.ts';
import { folderCommand } from '../../../migrator/report/page/commands.ts';
import { html, prose, textOfHtml } from '../../../migrator/report/page/html.ts';
import { formatBytes, formatMinutes, share } from '../../../migrator/report/page/numbers.ts';
import { scaleOfTime, scaleUpTo } from '../../../migrator/report/page/scale.ts';
import type { JobRow } from '../../../migrator/run-store/job-history.ts';

describe('the markup of a page', () => {
    it('escapes texts once, also in attributes, and leaves markup as it is', () => {
        const inner = html`<b title="${'"&\''}">${'<i>'}</b>`;
        assert.equal(
            textOfHtml(html`<p>${[inner, html`${1}`]}${undefined}</p>`),
            '<p><b title="&#34;&#38;&#39;">&#60;i&#62;</b>1</p>',
        );
    });

    it('sets code between backticks, and nowhere else', () => {
        assert.equal(textOfHtml(prose('say `a < b`, then `c`')), 'say <code>a &#60; b</code>, then <code>c</code>');
    });
});

describe('the numbers of a page', () => {
    it('never round a part up to all, or down to nothing', () => {
        const found = [
            [0, 9],
            [9, 9],
            [1, 2_000_000],
            [1_999_999, 2_000_000],
            [1, 3],
        ] as const;
        assert.deepEqual(
            found.map(([part, whole]) => share(part, whole)),
            ['0%', '100%', '<0.1%', '>99.9%', '33.3%'],
        );
        assert.equal(share(0, 0), '0%');
    });

    it('agree with their nouns', () => {
        assert.deepEqual([counted(1, 'user'), counted(2_000, 'user')], ['1 user', '2,000 users']);
        assert.deepEqual(
            [formatBytes(1), formatBytes(999), formatBytes(1_900_000_000)],
            ['1 byte', '999 bytes', '1.9 GB'],
        );
        assert.deepEqual([formatMinutes(0), formatMinutes(8), formatMinutes(71)], ['0 s', '8 min', '1 h 11 min']);
    });
});

describe('the scales of a chart', () => {
    it('go from 0 to a round number above all values', () => {
        assert.deepEqual(scaleUpTo(113), { end: 120, marks: [0, 20, 40, 60, 80, 100, 120] });
        assert.deepEqual(scaleUpTo(2.000_000_1, 1), { end: 2, marks: [0, 1, 2] });
    });

    it('of time have a unit that can be read, and end with the time', () => {
        assert.deepEqual(scaleOfTime(27_000), { unit: 'seconds', end: 27, marks: [0, 5, 10, 15, 20, 25] });
        assert.deepEqual(scaleOfTime(22_500_000), { unit: 'hours', end: 6.25, marks: [0, 2, 4, 6] });
    });
});

describe('the import jobs of a page', () => {
    const jobs = (count: number, pass = 1): JobRow[] =>
        Array.from({ length: count }, (_, index) => ({
            ...{ pass, name: String(index + 1), jobId: `job_${index + 1}`, users: 500 },
            ...{ submittedAt: index * 1_000, endedAt: index * 1_000 + 2_000 },
            ...{ inserted: 500, updated: 0, refused: index === 120 ? 3 : 0, polls: 1 },
        }));
    const summaries = (count: number) =>
        [...textOfHtml(formatJobs(jobs(count))).matchAll(/<details(.*?)><summary>(.*?)<\/summary>/g)].map(
            ([, state = '', words = '']) => `${words.replaceAll(/<.*?>/g, '')}${state}`,
        );

    it('are folded by the hundred, and a few lie open', () => {
        assert.deepEqual(summaries(250), [
            'Jobs 1 to 100 50,000 users · 1 min 41 s',
            'Jobs 101 to 200 50,000 users · 1 min 41 s · 3 refused',
            'Jobs 201 to 250 25,000 users · 51 s',
        ]);
        assert.deepEqual(summaries(1), ['Job 1 500 users · 2 s open']);
        assert.deepEqual(summaries(0), []);
    });

    it('have charts of the pass that sent the most, with axes and a legend; one job has none', () => {
        const text = textOfHtml(formatSpeed([...jobs(20), ...jobs(3, 2)], 2));
        assert.match(text, /Pass 1 sent 10,000 users in 20 import jobs/);
        assert.match(text, /3 jobs of other passes are not in the charts/);
        assert.equal(text.match(/class="x-title">seconds since the first job</g)?.length, 2);
        assert.match(text, /jobs running<.*slots: 2</s);
        assert.equal(textOfHtml(formatSpeed(jobs(1), 2)), '');
    });
});

describe('the commands of a page', () => {
    it('take a folder with spaces and with characters that a shell reads', () => {
        assert.equal(folderCommand('show', 'runs/run', 'excluded'), 'npx auth0-user-migration show runs/run excluded');
        assert.equal(folderCommand('purge', 'my runs/run'), 'npx auth0-user-migration purge "my runs/run"');
        assert.equal(folderCommand('purge', '$HOME "my" runs'), `npx auth0-user-migration purge '$HOME "my" runs'`);
        assert.equal(folderCommand('purge', "`$a` Bo's"), `npx auth0-user-migration purge '\`$a\` Bo'\\''s'`);
    });
});
