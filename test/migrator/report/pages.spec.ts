import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { errorLink, formatDocsLink } from '../../../migrator/report/page/docs-link.ts';
import { textOfHtml } from '../../../migrator/report/page/html.ts';
import { THIS_PACKAGE } from '../../../migrator/report/page/this-package.ts';
import { axeFindings, overflowOf, showIn, VIEWS } from '../../browser/axe.ts';
import { startBrowser } from '../../browser/browser.ts';
import { readDocument } from '../../docs/markdown.ts';
import { HOSTILE_NAME, SAMPLE_PAGES } from './sample-pages.ts';

describe('the pages of plans and reports in a browser', function () {
    this.timeout(300_000);
    let browser: Browser | undefined;
    let page: Page;
    let requests: string[];

    before(async function () {
        browser = await startBrowser();
        if (browser === undefined) this.skip();
        page = await browser.newPage();
        page.on('request', (request) => requests.push(request.url()));
    });
    beforeEach(() => {
        requests = [];
    });
    after(() => browser?.close());

    for (const [name, text] of Object.entries(SAMPLE_PAGES))
        for (const view of VIEWS)
            it(`show ${name} at ${view.width} pixels, ${view.colorScheme}: axe finds nothing, and nothing is cut off`, async () => {
                await page.setContent(text);
                await showIn(view, page);
                assert.deepEqual(await axeFindings(page), []);
                assert.ok((await overflowOf(page)) <= 0);
                assert.deepEqual(requests, []);
            });

    it('show what is in a name as text, and never run it', async () => {
        await page.setContent(SAMPLE_PAGES['a plan full of hostile names'] ?? '');
        assert.equal(await page.title(), `Migration plan: ${HOSTILE_NAME}`);
        assert.equal(await page.locator('h1').innerText(), HOSTILE_NAME);
        assert.equal(await page.locator('script, img, iframe').count(), 0);
        assert.deepEqual(requests, []);
    });

    it('are printed dark on light', async () => {
        await page.setContent(SAMPLE_PAGES['a run of two million users'] ?? '');
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        const colors = 'getComputedStyle(document.documentElement)';
        assert.equal(await page.evaluate(`${colors}.backgroundColor`), 'rgb(255, 255, 255)');
        assert.equal(await page.evaluate(`${colors}.color`), 'rgb(27, 31, 36)');
        await page.emulateMedia({ media: null });
    });

    it('give a command as a whole to one click', async () => {
        await page.setContent(SAMPLE_PAGES['a small verified run'] ?? '');
        await page.locator('pre').last().click();
        const selected = await page.evaluate<string>('getSelection().toString()');
        assert.match(
            selected,
            /^npx auth0-user-migration show \S+ id-map > id-map.ndjson\nnpx auth0-user-migration purge \S+$/,
        );
    });
});

describe('the pages of plans and reports', () => {
    const pages = Object.entries(SAMPLE_PAGES);

    it('name the document of every code and step, as long as the documents have no address', () => {
        const named = pages.flatMap(([, text]) => [
            ...[...text.matchAll(/<span title="(docs\/[\w-]+\.md)">([A-Z_]+)<\/span>/g)],
            ...[...text.matchAll(/()See “([A-Z_]+)” in (docs\/[\w-]+\.md)/g)],
        ]);
        assert.ok(new Set(named.map(([, , code]) => code)).size > 10);
        for (const [, titled = '', code = '', followed = ''] of named)
            assert.ok(headingsOf(titled === '' ? followed : titled).includes(code.toLowerCase()), code);
        for (const [name, text] of pages) {
            assert.doesNotMatch(text, /<a |example\.com\/auth0-user-migration/, name);
            assert.ok(text.includes(`<code>node_modules/${THIS_PACKAGE.name}/docs</code>`), name);
        }
    });

    it('link a heading of the documents once they have an address', () => {
        const link = formatDocsLink(errorLink('RUN_LOCKED'), 'https://docs.example.org');
        assert.equal(textOfHtml(link), '<a href="https://docs.example.org/errors.md#run_locked">RUN_LOCKED</a>');
    });

    it('lead only to headings that are there', () => {
        const sources = ['report-steps.ts', 'plan-steps.ts'].map((name) => readDocument(`migrator/report/${name}`));
        const links = sources.flatMap((text) => [...text.matchAll(/\b(configuration|running)\(\s*'([\w-]+)'/g)]);
        assert.ok(links.length > 10);
        for (const [call, document = '', heading = ''] of links)
            assert.ok(headingsOf(`docs/${document}.md`).includes(heading), call);
    });

    const verdictOf = (name: string) =>
        /<section class="banner (\w+)".*?<h2 id="verdict">(.*?)<\/h2>/s.exec(SAMPLE_PAGES[name] ?? '')?.slice(1);

    it('say first how it stands', () => {
        assert.deepEqual(verdictOf('a small verified run'), ['good', 'Verified']);
        assert.deepEqual(verdictOf('a run of two million users'), ['decision', 'Verified, with 6 decisions to make']);
        assert.deepEqual(verdictOf('a run that was not verified'), ['bad', 'Not verified']);
        assert.deepEqual(verdictOf('a plan that is ready'), ['good', 'Ready to run']);
        assert.deepEqual(verdictOf('a plan that is refused'), ['bad', 'Refused, for 2 reasons']);
        assert.deepEqual(verdictOf('a plan that moves nobody'), ['idle', 'This plan moves nobody']);
        assert.deepEqual(verdictOf('a run of an empty source'), ['idle', 'Nobody was moved']);
    });

    it('warn about files that are not encrypted, and only about those', () => {
        assert.match(SAMPLE_PAGES['a small verified run'] ?? '', /not encrypted/);
        assert.doesNotMatch(SAMPLE_PAGES['an encrypted run'] ?? '', /not encrypted/);
    });
});

function headingsOf(path: string): string[] {
    return [...readDocument(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\w -]/g, '')
            .replaceAll(' ', '-'),
    );
}
