"""How the page looks: light, dark and on paper; contrast is at least 4.5:1 (WCAG AA) in both themes."""

LIGHT = """--ink: #1b1f24; --dim: #57606a; --paper: #fff; --card: #f6f7f9; --line: #d5dae0; --good: #17702f;
  --bad: #b9221c; --unsure: #855400; --info: #2357a5; --good-bg: #e3f4e7; --bad-bg: #fde8e6; --unsure-bg: #fcf0d6;
  --info-bg: #e6effa; --bar: #4c8dd6; --wait: #b4c3d6; --tick: #173d6b; --mark: #ffdcd9;
  --name: #57606a; --key: #0b5394"""
DARK = """--ink: #e6e9ed; --dim: #a0a9b4; --paper: #14171b; --card: #1d2127; --line: #39404a; --good: #5fcf7b;
  --bad: #ff8f86; --unsure: #e6b549; --info: #8dbcf5; --good-bg: #17301e; --bad-bg: #3d1f1d; --unsure-bg: #362a10;
  --info-bg: #1a2b42; --bar: #4f8fd8; --wait: #46586e; --tick: #d3e5fb; --mark: #6b2823;
  --name: #a0a9b4; --key: #8dbcf5"""

STYLE = f"""
:root {{ color-scheme: light; {LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ color-scheme: dark; {DARK} }} }}
:root[data-theme="dark"] {{ color-scheme: dark; {DARK} }}
""" + """
html[lang="en"] .t[lang="zh-CN"], html[lang="zh-CN"] .t[lang="en"] { display: none }
* { box-sizing: border-box }
html { scroll-behavior: smooth }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0;
  color: var(--ink); background: var(--paper) }
.wide { max-width: 64rem; margin: 0 auto; padding: 0 1.2rem }
main { padding-bottom: 3rem }
a { color: var(--info) } a:hover { text-decoration-thickness: 2px }
:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; border-radius: .2rem }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: 1rem; background: var(--paper);
  padding: .4rem .8rem; z-index: 2 }
.bar { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; padding-top: .8rem; font-size: .85rem }
.bar .brand { font-weight: 700; margin-right: auto; color: var(--dim); letter-spacing: .02em }
.group { display: inline-flex; border: 1px solid var(--line); border-radius: .4rem; overflow: hidden }
button { font: inherit; color: var(--ink); background: var(--card); border: 0; padding: .25rem .7rem; cursor: pointer }
button:hover { background: var(--line) } .group button + button { border-left: 1px solid var(--line) }
button[aria-pressed="true"] { background: var(--info); color: var(--paper) }
.group button:focus-visible { outline-offset: -3px; outline-color: var(--ink) }
h1 { font-size: 1.45rem; line-height: 1.3; margin: 1.4rem 0 .6rem; overflow-wrap: anywhere }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
.verdict { font-size: 1.1rem; font-weight: 600; margin: 0 0 1.2rem; padding: .7rem 1rem; border-radius: .5rem;
  border-left: .35rem solid }
.verdict b { margin-right: .5rem }
.healthy, .pass, .yes { color: var(--good) } .verdict.healthy { background: var(--good-bg) }
.broken, .unreachable, .fail, .crash, .critical, .major { color: var(--bad) }
.verdict.broken, .verdict.unreachable { background: var(--bad-bg) }
.degraded, .inconclusive, .warn, .ignored, .minor { color: var(--unsure) }
.verdict.degraded, .verdict.inconclusive { background: var(--unsure-bg) }
.unknown, .unsupported, .dim, .no, .untested { color: var(--dim) } .info { color: var(--info) }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.1rem; margin: 0 }
dt { color: var(--dim) } dd { margin: 0; overflow-wrap: anywhere }
.chips { display: flex; flex-wrap: wrap; gap: .35rem; margin: 0; padding: 0; list-style: none }
.chips li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .65rem; font-size: .9rem;
  background: var(--card) }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 1.2rem 0 0; list-style: none;
  font-size: .95rem }
article { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--line);
  border-radius: .5rem; padding: .9rem 1.1rem 1.1rem; margin: 1rem 0 }
article.critical, article.major { border-left-color: var(--bad); color: inherit }
article.minor { border-left-color: var(--unsure); color: inherit }
article.info { border-left-color: var(--info); color: inherit }
article dl { margin: .6rem 0 0 } article header { display: flex; flex-wrap: wrap; gap: .2rem .7rem;
  align-items: baseline }
.badge { font-size: .8rem; font-weight: 600; padding: .05rem .55rem; border-radius: 1rem; white-space: nowrap }
.badge.critical, .badge.major { background: var(--bad-bg) } .badge.minor { background: var(--unsure-bg) }
.badge.info { background: var(--info-bg) }
.paste { display: flex; align-items: flex-start; gap: .5rem; margin: .4rem 0 } .paste pre { flex: 1; min-width: 0;
  margin: 0 } .paste button, .tools button { border: 1px solid var(--line); border-radius: .4rem; font-size: .8rem;
  white-space: nowrap; background: var(--paper) }
.paste button:hover, .tools button:hover { background: var(--line) }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem;
  margin: .4rem 0; overflow-x: auto; font: .82rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; max-height: 32rem }
code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace } 
p code, dd code, td code { background: var(--info-bg); border-radius: .25rem; padding: 0 .25rem }
pre code, dd pre code { font: inherit; background: none; padding: 0 }
pre.bytes { white-space: pre-wrap; overflow-wrap: anywhere } pre.bytes i { font-style: normal; color: var(--name) }
pre.bytes b { font-weight: normal; color: var(--key) }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid var(--bad); border-radius: .15rem }
mark.point { padding: 0 .35rem } mark sup { color: var(--bad); font-weight: 700; padding-left: .1rem;
  user-select: none }
.flaws { margin: .2rem 0 .6rem; padding-left: 1.6rem; color: var(--bad); font-size: .9rem }
figure { margin: 1.1rem 0 1.5rem } figcaption { font-size: .92rem } figcaption .dim { display: block }
svg { display: block; width: 100%; height: 2.6rem; margin: .25rem 0 0; overflow: visible }
svg path { vector-effect: non-scaling-stroke }
.axis { display: flex; justify-content: space-between; font-size: .75rem; color: var(--dim);
  font-variant-numeric: tabular-nums }
.key { display: inline-block; width: .8rem; height: .7rem; border-radius: .15rem; margin: 0 .3rem 0 .8rem }
.key.wait { background: var(--wait) } .key.bar { background: var(--bar); padding: 0 } .key.tick { background:
  var(--tick); width: .15rem } .legend { font-size: .85rem; color: var(--dim); margin: 0 } .plots { display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem } .plots svg { height: 7rem }
.fall { width: 100% }
caption { text-align: left; font-size: .92rem; padding-bottom: .3rem } .fall svg { height: 1.1rem; margin: 0 }
.fall td { padding: .1rem .5rem .1rem 0; border: 0;
  vertical-align: middle; font-size: .82rem; white-space: nowrap } .fall td:last-child { width: 99%; padding: 0 }
.fall td.n { text-align: right; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top;
  padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { font-weight: 600; font-size: .9rem; color: var(--dim) } td.state { white-space: nowrap; font-weight: 600 }
td.id { font-size: .85rem } .promises tr:last-child td { border-bottom: 0 }
summary { cursor: pointer; overflow-wrap: anywhere; padding: .35rem 0 } summary .dim { font-size: .9rem }
details { border-bottom: 1px solid var(--line) } details[open] { padding-bottom: .7rem }
details > p { margin: .3rem 0 0; font-size: .9rem; color: var(--dim) }
.tools { display: flex; gap: .5rem; margin-bottom: .5rem }
footer { padding: 1.2rem 0 2rem; color: var(--dim); font-size: .88rem; border-top: 1px solid var(--line) }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0 } dd + dt { margin-top: .5rem }
  .paste { flex-direction: column; align-items: stretch } .paste button { align-self: flex-end }
  .promises td.id { display: none } .fall td.path { max-width: 7rem;
  overflow: hidden; text-overflow: ellipsis } body { font-size: 15px } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
@media print { :root:not([data-theme]), :root[data-theme] { color-scheme: light; PAPER } .bar, nav, .skip,
  .paste button, .tools { display: none !important } article, figure, tr { break-inside: avoid }
  h2, h3 { break-after: avoid } body { font-size: 11pt }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: none } * { print-color-adjust: exact } }
""".replace("PAPER", LIGHT)
