import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The views in which every page is looked at. */
export const VIEWS = [390, 1280].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** One of {@link VIEWS}. */
export type View = (typeof VIEWS)[number];

/** Shows a page in one of the views. */
export async function showIn({ width, colorScheme }: View, page: Page): Promise<void> {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
}

/** Lists everything that axe-core finds on a page as it is shown, best practices too: each rule with the elements that break it. */
export async function axeFindings(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return await page.evaluate<string[]>(
        `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
            violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`,
    );
}

/** Tells how many pixels of a page lie beyond the right edge of the window. */
export async function overflowOf(page: Page): Promise<number> {
    return await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}
