import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { axeFindings, overflowOf, showIn } from './axe.ts';
import { startBrowser } from './browser.ts';

describe('the look at a page', function () {
    this.timeout(120_000);
    let browser: Browser | undefined;

    before(async function () {
        browser = await startBrowser();
        if (browser === undefined) this.skip();
    });
    after(() => browser?.close());

    it('finds what is hard to read, unnamed or too wide, so that nothing found means something', async () => {
        assert.ok(browser);
        const page = await browser.newPage();
        await page.setContent(
            '<!doctype html><html lang="en"><title>x</title><style>@media (prefers-color-scheme: dark) { p { color: #bbb } }</style>' +
                '<main><h1>x</h1><p>grey on white</p><svg role="img"></svg><div style="width:400px">wide</div></main>',
        );
        await showIn({ width: 390, colorScheme: 'light' }, page);
        const rules = (await axeFindings(page)).map((finding) => finding.split(' ')[0]);
        assert.deepEqual(rules, ['svg-img-alt']);
        assert.ok((await overflowOf(page)) > 0);
        await showIn({ width: 1280, colorScheme: 'dark' }, page);
        const darkRules = (await axeFindings(page)).map((finding) => finding.split(' ')[0]);
        assert.deepEqual(darkRules, ['color-contrast', 'svg-img-alt']);
        assert.ok((await overflowOf(page)) <= 0);
    });
});
