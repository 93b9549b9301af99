// The ten steps of bench/web.py, as an engineer would write them for Playwright Test.
const { test, expect } = require('@playwright/test');

for (let number = 1; number <= Number(process.env.JOURNEYS); number++) {
  test(`buy a lamp ${number}`, async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'All lamps' }).click();
    await page.getByLabel('Search').fill('lamp 17');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'Harbor lamp 17' }).click();
    await expect(page.getByText('Price £26.00, in stock')).toBeVisible();
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page.getByLabel('Your name').fill('Anna Berg');
    await page.getByRole('button', { name: 'Order now' }).click();
    await expect(page.getByText('Anna Berg, your lamp is on its way.')).toBeVisible();
  });
}
