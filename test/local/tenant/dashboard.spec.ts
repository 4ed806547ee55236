import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFindings, overflowOf, showIn, VIEWS } from '../../browser/axe.ts';
import { startBrowser } from '../../browser/browser.ts';
import { importUsers } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const LEGACY = 'con_0000000000000001';
const SCRIPT_NAME = '<img src=x onerror="document.title=1">';

describe('the web page of a local tenant', function () {
    this.timeout(300_000);
    let browser: Browser | undefined;
    let tenant: OpenTenant;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];

    before(async function () {
        browser = await startBrowser();
        if (browser === undefined) this.skip();
        tenant = await openTenant({
            control: true,
            seed: [
                { connection: { name: 'legacy', id: LEGACY } },
                { connection: { name: 'lazy', options: { enabledDatabaseCustomization: true, import_mode: true } } },
                { ghost: { connection: 'lazy', email: 'ghost@example.com' } },
                { user: { connection: 'lazy', email: 'other@example.com', app_metadata: { plan: 'gold' } } },
                ...Array.from({ length: 60 }, (_, index) => ({
                    user: {
                        connection: 'legacy',
                        user_id: `u${index}`,
                        email: `user${index}@example.com`,
                        name: index === 0 ? SCRIPT_NAME : `User ${index}`,
                    },
                })),
            ],
        });
    });

    beforeEach(async () => {
        if (browser === undefined) return;
        // The page is shown by a certificate authority that no browser knows.
        context = await browser.newContext({ ignoreHTTPSErrors: true });
        page = await context.newPage();
        complaints = [];
        page.on('console', (message) => {
            if (message.type() === 'error') complaints.push(message.text());
        });
        page.on('pageerror', ({ message }) => complaints.push(message));
        await page.goto(`https://${tenant.domain}/_local/`);
        await page.getByRole('row', { name: 'user0@example.com' }).waitFor();
    });

    afterEach(async () => {
        await context.close();
        assert.deepEqual(complaints, []);
    });

    after(async () => {
        await browser?.close();
        if (browser !== undefined) await tenant.close();
    });

    const section = (name: string) => page.getByRole('region', { name });

    it('lists connections with their ghosts, whom no search shows', async () => {
        await section('Connections')
            .getByRole('row', { name: /legacy 60 0 1 Auth0 con_/ })
            .waitFor();
        const lazy = section('Connections').getByRole('row', { name: /lazy 2 1 1 custom database, import mode on/ });
        await lazy.getByRole('button', { name: '1' }).click();
        const dialog = page.getByRole('dialog', { name: 'Ghosts of lazy' });
        assert.match(await dialog.innerText(), /"email": "ghost@example\.com"/);
        assert.doesNotMatch(await dialog.innerText(), /other@example\.com/);
        await dialog.getByRole('button', { name: 'Close' }).click();
        await dialog.waitFor({ state: 'hidden' });
    });

    it('pages through users, finds them by words, queries and connection, and shows one in full', async () => {
        const users = section('Users');
        await users.getByText('1 to 25 of 61').waitFor();
        await users.getByRole('button', { name: 'Next' }).click();
        await users.getByText('26 to 50 of 61').waitFor();
        const find = async (text: string, connection: string, found: string) => {
            await users.getByLabel('Find').fill(text);
            await users.getByLabel('Connection').selectOption(connection);
            await users.getByRole('button', { name: 'Search' }).click();
            await users.getByText(found, { exact: true }).waitFor();
        };
        await find('user5', 'legacy', '1 to 11 of 11');
        await find('example.com', 'lazy', '1 to 1 of 1');
        await find('app_metadata.plan:"gold"', '', '1 to 1 of 1');
        await users.getByRole('button', { name: 'other@example.com' }).click();
        assert.match(await page.getByRole('dialog').innerText(), /"plan": "gold"/);
        await page.keyboard.press('Escape');
        await find('nobody', '', 'none');
    });

    it('says what is wrong with a query', async () => {
        await section('Users').getByLabel('Find').fill('name:(');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').filter({ hasText: 'Invalid query string' }).waitFor();
        // The browser itself notes the status in its console.
        complaints = complaints.filter((text) => !text.includes('400'));
    });

    it('shows jobs, calls and new users by itself, and stands still when it is told to', async () => {
        await importUsers(tenant, LEGACY, [{ email: 'new@example.com' }, { email: 'user1@example.com' }]);
        await section('Jobs').getByText('1 inserted, 0 updated, 1 failed').waitFor();
        await section('Users').getByText('1 to 25 of 62').waitFor();
        await section('Calls')
            .getByRole('row', { name: /202 \d+ POST \/api\/v2\/jobs\/users-imports/ })
            .first()
            .waitFor();
        for (let times = 0; times < 3; times += 1) await tenant.fetch(`https://${tenant.domain}/api/v2/users`);
        await section('Calls')
            .getByRole('row', { name: /401 \d+ GET \/api\/v2\/users × 3/ })
            .waitFor();
        await page.getByRole('button', { name: 'Pause' }).click();
        await page.getByRole('status').getByText('paused').waitFor();
    });

    it('shows what is in the tenant as text, and never runs it', async () => {
        await section('Users').getByRole('cell', { name: SCRIPT_NAME }).waitFor();
        assert.equal(await page.title(), 'Local tenant');
        assert.equal(await page.locator('img').count(), 0);
    });

    it('loads nothing from elsewhere and lets no other page show it', async () => {
        const response = await tenant.fetch(`https://${tenant.domain}/_local/`);
        const policy = response.headers.get('content-security-policy') ?? '';
        for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
            assert.ok(policy.includes(rule), rule);
        assert.doesNotMatch(policy, /unsafe|\*|https?:/);
        const elsewhere = await page.evaluate<string[]>(
            'performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => !name.startsWith(location.origin))',
        );
        assert.deepEqual(elsewhere, []);
    });

    for (const view of VIEWS)
        it(`can be read at ${view.width} pixels, ${view.colorScheme}: axe finds nothing, and nothing is cut off`, async () => {
            await showIn(view, page);
            assert.deepEqual(await axeFindings(page), []);
            assert.ok((await overflowOf(page)) <= 0);
            await section('Users').getByRole('button', { name: 'user0@example.com' }).click();
            await page.getByRole('dialog').waitFor();
            assert.deepEqual(await axeFindings(page), []);
        });

    it('can be used with the keyboard', async () => {
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate<string>('document.activeElement.textContent'), 'Skip to the content');
    });

    it('says when the tenant is gone', async () => {
        // The browser itself notes each call that fails in its console.
        page.removeAllListeners('console');
        await context.setOffline(true);
        await page.getByRole('status').getByText('no answer from the tenant').waitFor();
    });
});
