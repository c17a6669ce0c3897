"""What the page does: language, theme, copying, printing. Without it everything can still be read."""

import base64
import hashlib

SCRIPT = """
(() => {
  const root = document.documentElement, all = (s) => [...document.querySelectorAll(s)];
  const kept = (name, value) => {
    try { if (value === undefined) return localStorage.getItem('answerback-' + name);
      localStorage.setItem('answerback-' + name, value); } catch (_) { return null; }
  };
  const press = (name, value) => all(`[data-${name}]`).forEach((b) => {
    if (b.tagName === 'BUTTON') b.setAttribute('aria-pressed', String(b.dataset[name] === value));
  });
  const speak = (lang) => {
    root.lang = lang;
    document.title = document.body.dataset[lang === 'en' ? 'titleEn' : 'titleZh'];
    press('lang', lang);
  };
  const paint = (theme) => {
    if (theme === 'auto') delete root.dataset.theme; else root.dataset.theme = theme;
    press('set', theme);
  };
  all('[data-js]').forEach((e) => { e.hidden = false; });
  speak(kept('lang') === 'en' || kept('lang') === 'zh-CN' ? kept('lang') : root.lang);
  paint(['light', 'dark'].includes(kept('theme')) ? kept('theme') : 'auto');
  const live = document.getElementById('said');
  const copy = async (button) => {
    const text = button.parentElement.querySelector('pre').textContent;
    try { await navigator.clipboard.writeText(text); } catch (_) {
      const box = document.createElement('textarea');
      box.value = text; document.body.append(box); box.select(); document.execCommand('copy'); box.remove();
      button.focus();
    }
    const done = document.getElementById('copied').innerHTML, before = button.innerHTML;
    if (button.dataset.busy) return;
    button.dataset.busy = '1'; button.innerHTML = done; live.innerHTML = done;
    setTimeout(() => { button.innerHTML = before; live.innerHTML = ''; delete button.dataset.busy; }, 1600);
  };
  const reveal = () => {
    const to = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let e = to; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (to) to.scrollIntoView();
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const {lang, set, open} = button.dataset;
    if (lang) { speak(lang); kept('lang', lang); }
    else if (set) { paint(set); kept('theme', set); }
    else if (open) all('#' + open + ' details').forEach((d, i, l) => {
      if (!i) button.dataset.to = l.every((x) => x.open) ? '' : '1';
      d.open = !!button.dataset.to;
    });
    else if (button.matches('.print')) print();
    else if (button.matches('.copy')) copy(button);
  });
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('#promises details:not([open])'); opened.forEach((d) => { d.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((d) => { d.open = false; }));
  addEventListener('hashchange', reveal);
  reveal();
})();
"""

_DIGEST = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
)
"""This script and no other, and no request to anywhere."""
