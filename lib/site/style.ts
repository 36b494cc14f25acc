// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The site's one style sheet. Each page contains it, so that a page can be
 * saved, mailed and printed alone, and its digest in each page's policy.
 *
 * Contrast is WCAG AA in both schemes. What colour shows, a sign, a word or a
 * shape shows too.
 *
 * @module
 */

/** The style sheet. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1b1b;--dim:#565656;--link:#0b4f9e;--line:#c8c8c8;--box:#f4f4f2;--ok:#1a6b2d;--note:#7a5200;--bad:#b00020;--add:#e3f4e3;--del:#fbe6e4}
@media (prefers-color-scheme:dark){:root{--bg:#15181b;--fg:#e9e9e6;--dim:#b3b3b0;--link:#8cb8f5;--line:#4a4f54;--box:#1f2327;--ok:#7fd48f;--note:#f0c264;--bad:#ff9a94;--add:#16331d;--del:#40201f}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.55 system-ui,sans-serif}
header,main,footer{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem}header nav{border-bottom:1px solid var(--line)}
footer{margin-top:3rem;padding-top:1rem;padding-bottom:2rem;border-top:1px solid var(--line);color:var(--dim);font-size:.9rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0 0 1rem;padding:0;list-style:none}
h1,h2,h3{line-height:1.25;overflow-wrap:anywhere}
h1{font-size:1.8rem}h2{font-size:1.3rem;margin-top:2.2rem}h3{font-size:1.05rem}
p,li,dd,code,summary{overflow-wrap:anywhere}
.path{min-width:12rem}td{overflow-wrap:break-word}td code{overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
code,pre{font:.87rem/1.45 ui-monospace,monospace}
pre{margin:0;padding:.75rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
.wrap{background:var(--box);margin:1rem 0}
blockquote{margin:1rem 0;padding:.1rem 1rem;border-left:.25rem solid var(--line)}
li>p{margin:0}li>*+*{margin-top:.4rem}
.scroll{overflow-x:auto;border:1px solid var(--line);background:var(--box);margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.93rem}
.scroll table{background:var(--bg)}
caption{text-align:left;padding:.5rem .6rem;color:var(--dim)}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.nowrap,.nowrap code{white-space:nowrap;overflow-wrap:normal}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.3rem 1rem}
dt{color:var(--dim)}dd{margin:0}
.dim{color:var(--dim)}
.ok,.note,.bad{font-weight:600;white-space:nowrap}.ok{color:var(--ok)}.note{color:var(--note)}.bad{color:var(--bad)}
details{border:1px solid var(--line);margin:1rem 0}
summary{padding:.5rem .8rem;background:var(--box);cursor:pointer}
details>p{margin:.5rem .8rem}
.plain{border:0;margin:0}.plain summary{padding:0;background:none}
details .scroll{border:0;border-top:1px solid var(--line);margin:0}
.diff{padding:.4rem 0;background:var(--bg);min-width:max-content;tab-size:8;white-space:normal}
.diff span{display:block;padding:0 .8rem;white-space:pre}
.diff mark{background:none;color:inherit;outline:1px dotted currentcolor}
.diff .a{background:var(--add)}.diff .d{background:var(--del)}.diff .h{color:var(--dim);background:var(--box)}
figure{margin:1.5rem 0}figcaption{color:var(--dim);font-size:.93rem}figure .scroll{margin:.4rem 0}
h3 code{font-size:1em}
svg{display:block;min-width:60rem;width:100%;height:auto;background:var(--bg)}
svg text{fill:var(--fg);font-family:system-ui,sans-serif;font-size:12px}
.axis{stroke:var(--line);fill:none}.mark{stroke:var(--fg);fill:var(--fg)}.open{stroke:var(--fg);fill:var(--bg)}.curve{stroke:var(--fg);fill:none}
@media (max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .5rem}h1{font-size:1.45rem}.path{min-width:0}
th,td{padding:.3rem .4rem;overflow-wrap:anywhere}.nowrap,.nowrap code{white-space:normal}
.stack,.stack tbody,.stack caption{display:block}.stack thead{position:absolute;left:-99rem}
.stack tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.4rem .6rem;border-top:1px solid var(--line)}
.stack th,.stack td{display:block;min-width:0;max-width:100%;padding:0;border:0;text-align:left}
.stack [data-label]::before{content:attr(data-label) ": ";color:var(--dim);font-weight:400}
.diff{min-width:0;tab-size:2}.diff span{white-space:pre-wrap;overflow-wrap:anywhere}
svg{min-width:0}svg text{font-size:25px}.wide{display:none}}
@media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#444;--link:#000;--line:#999;--box:#fff;--ok:#000;--note:#000;--bad:#000;--add:#fff;--del:#fff}header{display:none}h2,h3,summary,caption{break-after:avoid}tr,figure,li{break-inside:avoid}
.scroll{overflow:visible}.diff span{white-space:pre-wrap}.diff{min-width:0}details{break-inside:auto}svg{min-width:0}a{color:inherit}}
`.trim();
