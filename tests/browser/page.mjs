// Opens reports in a real browser as a reader does, and says as JSON what was seen. `node page.mjs CHROMIUM FILE…`
import {pathToFileURL} from 'node:url';
import {createRequire} from 'node:module';

const {chromium} = createRequire(process.env.PLAYWRIGHT_FROM + '/')('playwright-core');
const [executablePath, ...files] = process.argv.slice(2);
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({executablePath, args: quiet});
const seen = [];

const contrast = () => {
  const parse = (c) => (c.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c; }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest('script, style, svg, .vh')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.slice(0, 30)}`);
  }
  return low;
};

for (const file of files) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [400, 1200]) {
      const context = await browser.newContext({viewport: {width, height: 800}, colorScheme: scheme});
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      const one = {file, scheme, width, errors: [], asked: []};
      page.on('console', (m) => { if (m.type() === 'error') one.errors.push(m.text()); });
      page.on('pageerror', (e) => one.errors.push(String(e)));
      page.on('request', (r) => one.asked.push(r.url()));
      await page.goto(pathToFileURL(file).href);
      one.focused = [];
      for (let i = 0; i < 9; i += 1) {
        await page.keyboard.press('Tab');
        one.focused.push(await page.evaluate(() => {
          const e = document.activeElement;
          return e.tagName + (e.dataset.lang || e.dataset.set || e.className || e.getAttribute('href') || '');
        }));
      }
      one.languages = {};
      for (const lang of ['en', 'zh-CN']) {
        await page.click(`button[data-lang="${lang}"]`);
        one.languages[lang] = {
          title: await page.title(),
          lang: await page.evaluate(() => document.documentElement.lang),
          verdict: await page.innerText('.verdict'),
          text: await page.innerText('main'),
          overflow: await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          low: await page.evaluate(contrast),
          pressed: await page.getAttribute(`button[data-lang="${lang}"]`, 'aria-pressed'),
        };
      }
      for (let turn = 0; turn < 3 && one.kept !== 'zh-CN'; turn += 1) { // a busy browser writes its storage late
        await page.reload();
        one.kept = await page.evaluate(() => document.documentElement.lang);
      }
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      one.papers = [await paper()];
      for (const theme of ['light', 'dark', 'auto']) {
        await page.click(`button[data-set="${theme}"]`);
        one.papers.push(await paper());
      }
      one.landmarks = await page.evaluate(() => ['header', 'nav', 'main', 'footer'].map(
        (tag) => document.querySelectorAll(`body > ${tag}, main > ${tag}`).length));
      one.headings = await page.evaluate(
        () => [...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1])));
      const copy = page.locator('article .copy').first();
      if (await copy.count()) {
        const wanted = await copy.evaluate((b) => b.parentElement.querySelector('pre').textContent);
        await copy.focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.getElementById('said').textContent !== '');
        one.copied = (await page.evaluate(() => navigator.clipboard.readText())) === wanted;
      }
      const link = page.locator('article > a').first();
      if (await link.count()) {
        const target = (await link.getAttribute('href')).slice(1);
        await page.evaluate((id) => { document.getElementById(id).open = false; }, target);
        await link.click();
        await page.waitForFunction((id) => document.getElementById(id).open, target);
        one.followed = true;
      }
      if (width === 1200 && scheme === 'dark') {
        await page.emulateMedia({media: 'print'});
        one.printed = await paper();
        one.buttons = await page.locator('button:visible').count();
        one.pdf = (await page.pdf({format: 'A4'})).length;
      }
      seen.push(one);
      await context.close();
    }
  }
}
await browser.close();
console.log(JSON.stringify(seen));
