import { type Html, html } from './html.ts';

/**
 * The style of every page: light and dark, from phone width to paper.
 *
 * Colours are chosen for a contrast of at least 4.5 with their ground; `test/migrator/report/pages.spec.ts` measures it.
 */
export const STYLE: Html = html`
:root {
    color-scheme: light dark;
    --ground: light-dark(#ffffff, #14161a);
    --panel: light-dark(#f5f6f8, #1e2128);
    --text: light-dark(#1b1f24, #e6e8eb);
    --quiet: light-dark(#57606a, #a3adb8);
    --line: light-dark(#dde1e6, #343a43);
    --link: light-dark(#3447b5, #9fadff);
    --good: light-dark(#116b3a, #62d292);
    --good-ground: light-dark(#e9f6ee, #14281d);
    --decision: light-dark(#7d5000, #f2c062);
    --decision-ground: light-dark(#fdf4e1, #2c2312);
    --bad: light-dark(#a8201a, #ff9d94);
    --bad-ground: light-dark(#fdecea, #331816);
    --idle: light-dark(#4a545f, #b4bdc7);
    --idle-ground: light-dark(#eef0f3, #22262d);
    --fate-1: light-dark(#3d52c9, #8496ff);
    --fate-2: light-dark(#0f7f8c, #4dc1cd);
    --fate-3: light-dark(#6b7785, #8d99a6);
    --fate-4: light-dark(#b7791f, #e0aa4c);
    --fate-5: light-dark(#c4342d, #ff7a70);
    --fate-6: light-dark(#8b4fb3, #c792ea);
    --fate-7: light-dark(#2f8457, #58b586);
    --fate-8: light-dark(#8a5a3c, #c99a7a);
    font: 16px/1.5 system-ui, sans-serif;
    background: var(--ground);
    color: var(--text);
    text-size-adjust: 100%;
}
* { box-sizing: border-box; }
body { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; overflow-wrap: break-word; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; margin-bottom: .75rem; }
h3 { font-size: 1rem; font-weight: 650; }
a { color: var(--link); }
code, pre { font: .875em/1.5 ui-monospace, Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
section { margin-top: 2.5rem; }
.quiet, .kind, dt, figcaption, caption, footer { color: var(--quiet); }
.small, .kind, dt, caption, footer { font-size: .875rem; }

header .kind { margin-bottom: .25rem; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: .6rem 2rem; margin-top: 1rem; }
.facts dd { overflow-wrap: anywhere; }

.banner { display: flex; gap: 1rem; margin-top: 1.75rem; padding: 1.1rem 1.25rem; border-radius: .6rem; color: var(--tone); background: var(--tone-ground); border: 1px solid var(--tone); }
.banner svg { flex: none; width: 1.75rem; height: 1.75rem; margin-top: .1rem; }
.banner h2 { font-size: 1.3rem; margin-bottom: .15rem; }
.banner p { color: var(--text); margin: 0; }
.good { --tone: var(--good); --tone-ground: var(--good-ground); }
.decision { --tone: var(--decision); --tone-ground: var(--decision-ground); }
.bad { --tone: var(--bad); --tone-ground: var(--bad-ground); }
.idle { --tone: var(--idle); --tone-ground: var(--idle-ground); }

.bar { display: flex; gap: 2px; height: 1.5rem; border-radius: .3rem; overflow: hidden; margin-bottom: .75rem; background: var(--line); }
.bar i { flex: 1 0 3px; background: var(--fate); }
.swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem; margin-right: .6rem; background: var(--fate); }
.none .swatch { background: none; border: 1px solid var(--line); }
.none { color: var(--quiet); }

table { width: 100%; border-collapse: collapse; }
caption { text-align: left; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: baseline; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: .875rem; font-weight: 400; color: var(--quiet); }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
td small, th small { display: block; font-size: .875rem; color: var(--quiet); overflow-wrap: break-word; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
.wide table { font-size: .9rem; }
.wide td { white-space: nowrap; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem 2rem; margin-bottom: 1.75rem; }
.figures dd { font-size: 1.5rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures dd small { font-size: .875rem; font-weight: 400; color: var(--quiet); }
section > p { margin-bottom: 1.25rem; }
.columns { columns: 2 24rem; column-gap: 3rem; margin-bottom: -1.5rem; }
.columns > div { break-inside: avoid; padding-bottom: 1.5rem; }
.columns h3 { margin-bottom: .35rem; }

.rank { margin: 0 0 .5rem; font-size: .875rem; font-weight: 400; color: var(--quiet); }
.steps + .rank { margin-top: 1.25rem; }
.steps { list-style: none; display: grid; gap: .75rem; }
.steps > li { padding: .9rem 1.1rem; border-radius: .5rem; background: var(--panel); border-left: .25rem solid var(--tone, var(--line)); }
.steps p + p, .steps pre { margin-top: .35rem; }
pre { margin: 0; padding: .55rem .75rem; border-radius: .35rem; background: var(--ground); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
.plain { padding-left: 1.2rem; }
.plain li + li { margin-top: .3rem; }

figure { padding-bottom: 2.75rem; }
figure + figure { margin-top: 1.25rem; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .1rem 1.5rem; font-size: .875rem; margin-bottom: .6rem; }
figcaption strong { font-size: 1rem; font-weight: 650; color: var(--text); }
.key { display: inline-flex; align-items: center; gap: .4rem; margin-left: 1.1rem; }
.key:first-child { margin-left: 0; }
.key svg { width: 1.5rem; height: .75rem; }
.plot { position: relative; height: 11rem; margin-left: 4rem; border-left: 1px solid var(--quiet); border-bottom: 1px solid var(--quiet); }
.plot > svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.plot span { position: absolute; font-size: .8rem; line-height: 1; color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
.plot .y { right: 100%; margin-right: .5rem; transform: translateY(50%); }
.plot .x { top: 100%; margin-top: .5rem; transform: translateX(-50%); }
.plot .x-title { top: 100%; right: 0; margin-top: 1.7rem; }
.series { fill: none; stroke: var(--fate-1); stroke-width: 2; vector-effect: non-scaling-stroke; }
.area { fill: var(--fate-1); opacity: .14; }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.across { stroke: var(--fate-4); stroke-width: 2; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }

details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { padding: .55rem 0; cursor: pointer; }
summary .quiet { margin-left: .5rem; }
details[open] > summary { font-weight: 600; }
details > :not(summary) { margin-bottom: 1rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer p + p { margin-top: .25rem; }

@media (max-width: 40rem) {
    body { padding: 1.25rem 1rem 2rem; }
    h1 { font-size: 1.4rem; }
    section { margin-top: 2rem; }
    .banner { padding: .9rem 1rem; gap: .75rem; }
    .fates td small, .fates th small { display: none; }
    .plot { margin-left: 3rem; }
    .facts { grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; align-items: baseline; }
    .facts div { display: contents; }
}
@media print {
    :root { color-scheme: light; font-size: 10.5pt; }
    body { max-width: none; padding: 0; }
    * { print-color-adjust: exact; }
    h2, h3, summary, .rank, section > p { break-after: avoid; }
    .banner, .steps > li, figure, tr, .figures > div { break-inside: avoid; }
    a { color: inherit; }
    .wide { overflow: visible; }
}
`;
