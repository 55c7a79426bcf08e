import { html, Markup } from '../../harness/report/html/markup.ts';
import { figure, intervalText } from './findings-text.ts';
import type { CaseFindings } from './run-suite.ts';
import { commandOf } from './validation-case.ts';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.within { color: light-dark(#17632f, #7ad294); }
.outside { color: light-dark(#a5201a, #ff9a92); font-weight: 600; }
details { font-size: .85em; }
code { overflow-wrap: anywhere; }
`;

/** The suite as a page that needs no other file. */
export function findingsPage(results: readonly CaseFindings[]): string {
  const all = results.flatMap(({ findings }) => findings);
  const outside = all.filter(({ within }) => !within).length;
  const sections = [...new Set(results.map(result => result.case.section))];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Headroom against theory</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<h1>Headroom against theory</h1>
<p>Whole virtual drills (script, proxy, instances, caches and directory together) beside results that nobody here invented. Each row is
a figure of the run record; where chance has a part in it, it is the mean over seeds 1–30 with an interval of 4.5 standard errors,
and the standard error is at most 1 % of the value, so that a model that is off by 5 % cannot pass.</p>
<p><strong class="${outside === 0 ? 'within' : 'outside'}">${all.length - outside} of ${all.length} quantities are within</strong>,
in ${results.length} cases. Open a case to see the command that runs it.</p>
${sections.map(section =>
  sectionPart(
    section,
    results.filter(result => result.case.section === section),
  ),
)}
</main>
</body>
</html>
`.text;
}

function sectionPart(section: string, results: readonly CaseFindings[]): Markup {
  const rows = results.flatMap(({ case: each, findings }) =>
    findings.map(
      (finding, i) => html`<tr>${
        i === 0
          ? html`<th scope="rowgroup" rowspan="${findings.length}">${each.name}
<details><summary>run it</summary><code>npx ${commandOf(each)}</code></details></th>`
          : null
      }<td>${finding.quantity}</td><td class="number">${figure(finding.closedForm)}</td><td class="number">${figure(
        finding.measured,
      )}</td><td class="number">${intervalText(finding)}</td><td class="${finding.within ? 'within' : 'outside'}">${
        finding.within ? '✓ within' : `✗ ${finding.fault}`
      }</td></tr>
`,
    ),
  );
  return html`<h2>${section}</h2>
<table>
<thead><tr><th scope="col">case</th><th scope="col">quantity</th><th scope="col" class="number">closed form</th><th scope="col" class="number">measured</th><th scope="col" class="number">interval</th><td></td></tr></thead>
<tbody>
${rows}</tbody>
</table>
`;
}
