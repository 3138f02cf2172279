/** How the page looks: on a phone, on a desk, in the dark and on paper. */
export const STYLE = `
:root { --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --card: #f6f8fa; --line: #d0d7de;
  --red: #b3261e; --amber: #8a5300; --green: #1a6b32; --blue: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --paper: #0d1117; --card: #161b22;
  --line: #3a424c; --red: #ff8a80; --amber: #f0b35a; --green: #6fd08c; --blue: #7ab7ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; padding-left: .6rem; border-left: .3rem solid var(--line); }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .25rem 0; }
a { color: var(--blue); }
a:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
small, .scope, .where { color: var(--soft); font-size: .875rem; font-weight: normal; }
.verdict, .warning { padding: .75rem 1rem; border: 1px solid var(--line); border-left-width: .4rem; border-radius: .4rem; margin: .75rem 0; }
.stop { border-left-color: var(--red); } .calm { border-left-color: var(--green); } .warning { border-left-color: var(--amber); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0 0; }
nav li > * { display: inline-block; padding: .4rem .75rem; border: 1px solid var(--line); border-radius: 2rem; text-decoration: none; color: var(--ink); background: var(--card); }
article, .team { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 .75rem; }
article { content-visibility: auto; contain-intrinsic-size: auto 14rem; }
article:target { outline: 3px solid var(--blue); }
.tags { margin: .3rem 0; }
.tag { display: inline-block; font-size: .8rem; padding: .05rem .5rem; border: 1px solid currentColor; border-radius: 1rem; color: var(--soft); }
.tag:is(.broader, .plaintext, .new-privileged, .replaced), nav :is(.broader, .plaintext, .new-privileged, .replaced) b { color: var(--red); }
.tag.new, .tag.rotated, .tag.expired, .tag.value-goes-to, .tag.drift, .tag.forgotten { color: var(--amber); }
.tag.narrower { color: var(--green); }
h2:is(.broader > *, .plaintext > *, .new-privileged > *, .replaced > *) { border-left-color: var(--red); }
h2:is(.new > *, .rotated > *, .expired > *, .value-goes-to > *, .drift > *, .forgotten > *) { border-left-color: var(--amber); }
h2:is(.narrower > *) { border-left-color: var(--green); }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 0; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem .3rem 0; border-top: 1px solid var(--line); font-weight: normal; }
thead th, thead td { border-top: 0; padding-top: 0; }
thead th, tbody th { color: var(--soft); font-size: .875rem; }
thead td, tbody th { width: 6.5rem; }
tr.changed td:last-child { font-weight: 600; }
ins, del { text-decoration: none; font-weight: 600; }
ins, .gain span { color: var(--red); } del, .lose span { color: var(--green); }
.none { color: var(--soft); }
.team ul, .facts, footer ul { margin: .4rem 0 0; padding-left: 0; list-style: none; }
.team li, .facts li { padding: .15rem 0; }
.team li span { display: inline-block; min-width: 6.2rem; font-weight: 600; }
.facts b { color: var(--soft); font-weight: normal; font-size: .875rem; }
.facts .grave { font-weight: 600; }
footer { color: var(--soft); font-size: .875rem; }
@media (max-width: 30rem) { body { padding: .75rem; } article, .team { padding: .6rem .75rem; }
  thead td, tbody th { width: 5rem; } }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --card: #fff; --line: #999; --red: #8f0000; --amber: #6b4200; --green: #00501f; --blue: #003d80; }
  body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; } a { color: inherit; text-decoration: none; }
  article, .team { content-visibility: visible; break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
